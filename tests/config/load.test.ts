import { describe, expect, it } from 'vitest';
import { ALL_RULES, settingsKey } from '../../analysis/registry.ts';
import { describeSettings, loadSettings, SettingsError } from '../../config/load.ts';

const missing = () => Object.assign(new Error('ENOENT'), { code: 'ENOENT' });

/** Load with files given as path → text and nothing else in the world. */
function load(files: Record<string, string> = {}, env: Record<string, string> = {}) {
  const readFile = (path: string) => {
    const text = files[path];
    if (text === undefined) throw missing();
    return text;
  };
  return loadSettings({ env, cwd: '/school', readFile });
}

function mistakesOf(yaml: string, env: Record<string, string> = {}, files: Record<string, string> = {}): string[] {
  try {
    load({ '/school/greenleaf.yaml': yaml, ...files }, env);
  } catch (error) {
    if (error instanceof SettingsError) return error.mistakes;
    throw error;
  }
  return [];
}

const SCHOOL = `
sites:
  - id: school
    name: 学校
    campuses: [{ id: main, name: 主校区 }]
    buildings:
      - { id: b1, name: 教学楼, campus: main, function: teaching }
    meters:
`;

describe('settings', () => {
  it('8080 on loopback and the demo campus when there is no file', () => {
    const { settings, sitePlans, dataDir, sources } = load();
    expect(settings.http).toEqual({ host: '127.0.0.1', port: 8080, trustProxy: [], hallScreen: false, plainSignIn: false });
    expect(sitePlans).toBeNull();
    expect(dataDir).toBe('/school/data');
    expect(sources).toEqual({ file: null, variables: {} });
  });

  it('an empty file, or groups with nothing below them, are the same as no file', () => {
    expect(load({ '/school/greenleaf.yaml': '' }).settings).toEqual(load().settings);
    expect(load({ '/school/greenleaf.yaml': 'http:\n  # port: 1\nmqtt:\n' }).settings).toEqual(load().settings);
  });

  it('GREENLEAF_CONFIG names another file; when that one is missing it says so', () => {
    expect(load({ '/school/a.yaml': 'http: { port: 81 }' }, { GREENLEAF_CONFIG: 'a.yaml' }).settings.http.port).toBe(81);
    expect(mistakesOf('', { GREENLEAF_CONFIG: 'b.yaml' })).toEqual(["GREENLEAF_CONFIG: 'b.yaml' cannot be read (there is no such file)"]);
  });

  it('the environment wins over the file and is named as the source', () => {
    const loaded = load(
      { '/school/greenleaf.yaml': 'http: { port: 81, host: 0.0.0.0 }' },
      { GREENLEAF_PORT: '82', GREENLEAF_DATA: '/var/gl' },
    );
    expect(loaded.settings.http).toMatchObject({ host: '0.0.0.0', port: 82 });
    expect(loaded.sources.variables).toEqual({ 'http.port': 'GREENLEAF_PORT' });
    expect(loaded.dataDir).toBe('/var/gl');
  });

  it('a password comes from a file without its last line break', () => {
    const { settings } = load({ '/school/secret': 'pass word\n' }, { GREENLEAF_MQTT_PASSWORD_FILE: 'secret' });
    expect(settings.mqtt.password).toBe('pass word');
  });

  it('text stays text: a serial keeps its zeros, a protocol of 5 is the version 5', () => {
    const meter =
      '      - { id: 007, name: 表, building: b1, medium: water, role: branch, serial: 00123, item: { scheme: x, code: 02000 } }';
    const { sitePlans, settings } = load({ '/school/greenleaf.yaml': `mqtt: { protocol: 5 }${SCHOOL}${meter}` });
    expect(settings.mqtt.protocol).toBe('5');
    expect(sitePlans?.[0]?.meters[0]).toMatchObject({ id: '007', serial: '00123', item: { scheme: 'x', code: '02000' } });
  });

  it('cannot be changed afterwards', () => {
    const { settings } = load();
    expect(() => Object.assign(settings.detectors['acLeftOn']!, { from: '22:00' })).toThrow(TypeError);
  });

  it('an unknown GREENLEAF variable is a warning with the likely name', () => {
    expect(load({}, { GREENLEAF_PROT: '1' }).warnings[0]).toMatch(
      'GREENLEAF_PROT: unknown variable, not used; did you mean GREENLEAF_PORT?',
    );
  });
});

describe('mistakes in the settings', () => {
  it('all are told at once, with path, value, what is allowed, and line', () => {
    const yaml = `${SCHOOL}      - { id: m1, name: 表, building: b9, medium: electric, role: branch }\nhttp:\n  port: 70000\n  hots: x\nreadings: influxdb`;
    expect(mistakesOf(yaml)).toEqual([
      'http.port: 70000 is not allowed; allowed: a whole number from 0 to 65535 (line 11)',
      "http.hots: unknown key 'hots'; did you mean 'host'? known: host, port, publicUrl, certFile, keyFile, trustProxy, hallScreen, plainSignIn (line 12)",
      "readings: 'influxdb' is not allowed; allowed: auto, influx, sqlite (line 13)",
      "sites[0].meters[0].medium: 'electric' is not allowed; allowed: electricity, water, gas, heat, weather (line 9)",
      "sites[0].meters[0].building: no 'b9' in buildings; known: b1 (line 9)",
    ]);
  });

  it('what is missing is named with what is needed', () => {
    expect(mistakesOf('sites:\n  - id: a\n    name: 学校')).toEqual([
      'sites[0].campuses: is missing; needed: a list of at least 1 (line 2)',
    ]);
  });

  it.each([
    [
      'http: { trustProxy: [10.0.0.256] }',
      "http.trustProxy[0]: '10.0.0.256' is not allowed; allowed: an address or a network, as 10.0.0.2 or 10.0.0.0/24; loopback; uniquelocal (line 1)",
    ],
    ['http: { certFile: a.pem }', 'http.certFile: needs http.keyFile beside it; allowed: both or neither (line 1)'],
    [
      'http: 5',
      'http: 5 is not allowed; allowed: a group with the keys host, port, publicUrl, certFile, keyFile, trustProxy, hallScreen, plainSignIn (line 1)',
    ],
    ['sites: []', 'sites: an empty list is not allowed; allowed: a list of at least 1 (line 1)'],
    ['- a', "greenleaf.yaml: a list or a single value is not allowed; allowed: groups such as 'http:' with their settings below"],
    [
      'detectors: { acLeftOn: { clearMinutes: 20 } }',
      'detectors.acLeftOn.clearMinutes: 20 is not allowed; allowed: a whole number from 15 in steps of 15 (line 1)',
    ],
    ['detectors: { acLeftOn: { from: 24:00 } }', "detectors.acLeftOn.from: '24:00' is not allowed; allowed: a clock time HH:mm (line 1)"],
    ['http:\n  port: 1\n port: 2', 'greenleaf.yaml: line 3: All mapping items must start at the same column'],
    ['http: {}\nhttp: {}', 'greenleaf.yaml: line 2: Map keys must be unique'],
    ['name: \uFFFD\uFFFD', 'greenleaf.yaml: is not UTF-8 text; save it again with the encoding UTF-8'],
  ])('%j', (yaml, mistake) => {
    expect(mistakesOf(yaml)).toEqual([mistake]);
  });

  it.each([
    [{ GREENLEAF_PORT: 'http' }, "GREENLEAF_PORT: 'http' is not allowed; allowed: a whole number from 0 to 65535"],
    [{ GREENLEAF_MQTT_PORT: '65536' }, 'GREENLEAF_MQTT_PORT: 65536 is not allowed; allowed: a whole number from 0 to 65535'],
    [
      { GREENLEAF_INFLUX_PASSWORD_FILE: 'gone' },
      "GREENLEAF_INFLUX_PASSWORD_FILE: 'gone' cannot be read (there is no such file); allowed: a readable file that holds the password",
    ],
    [
      { GREENLEAF_MQTT_PASSWORD: 'a', GREENLEAF_MQTT_PASSWORD_FILE: 'b' },
      'GREENLEAF_MQTT_PASSWORD: is set and GREENLEAF_MQTT_PASSWORD_FILE too; set only one of them',
    ],
  ])('%j', (env, mistake) => {
    expect(mistakesOf('', env)).toEqual([mistake]);
  });

  it.each([
    [
      'the same id twice',
      `${SCHOOL}      - &m { id: m, name: 表, building: b1, medium: water, role: branch }\n      - *m`,
      "meters[1].id: 'm' is there twice",
    ],
    [
      'a parent chain that ends nowhere',
      `${SCHOOL}      - { id: m, name: 表, building: b1, medium: water, role: branch, parent: m }`,
      "meters[0].parent: 'm' leads back to this meter",
    ],
    [
      'a term that ends before it begins',
      `${SCHOOL}      []\n    calendar: { terms: [{ name: 春, firstDay: 2026-09-01, lastDay: 2026-02-01 }] }`,
      "lastDay: '2026-02-01' is before firstDay '2026-09-01'",
    ],
  ])('%s', (_what, yaml, words) => {
    const mistakes = mistakesOf(yaml);
    expect(mistakes).toHaveLength(1);
    expect(mistakes[0]).toContain(words);
  });
});

describe('detectors', () => {
  it('are all there under their own names, each with the options of its rule', () => {
    const { detectors } = load().settings;
    expect(Object.keys(detectors)).toEqual(ALL_RULES.map(({ rule }) => settingsKey(rule)));
    for (const { rule, options } of ALL_RULES) expect(detectors[settingsKey(rule)], rule).toEqual(options.parse({}));
  });

  it('take what a school sets', () => {
    const { settings } = load({ '/school/greenleaf.yaml': 'detectors: { acLeftOn: { from: "23:00", minEnergyKwh: 0.3 } }' });
    expect(settings.detectors['acLeftOn']).toMatchObject({ from: '23:00', minEnergyKwh: 0.3, clearMinutes: 45 });
    expect(mistakesOf('detectors: { acLeftOff: {} }')[0]).toContain("unknown key 'acLeftOff'; did you mean 'acLeftOn'?");
  });
});

describe('secrets', () => {
  it('are hidden in what is shown of the settings', () => {
    const { settings } = load(
      { '/school/greenleaf.yaml': 'mqtt: { password: hunter2, username: reader }' },
      { GREENLEAF_INFLUX_PASSWORD: 'hunter3' },
    );
    const shown = JSON.stringify(describeSettings(settings));
    expect(shown).not.toMatch(/hunter/);
    expect(shown).toContain('reader');
  });

  it.each(['mqtt: { password: *hunter }', 'mqtt:\n  password: "hunter', 'mqtt:\n  password: @hunter', 'mqtt:\n  password: !hunter x'])(
    'are hidden in mistakes of YAML: %j',
    (yaml) => {
      const mistakes = mistakesOf(yaml);
      expect(mistakes.length).toBeGreaterThan(0);
      expect(mistakes.join('\n')).not.toMatch(/hunter/);
      expect(mistakes.join('\n')).toMatch(/quotes/);
    },
  );

  it('are hidden in mistakes, wherever they stand', () => {
    const yaml = 'mqtt: { url: "mqtt://me:hunter2@host:1883", password: [hunter3] }\ninflux: { url: "http://me:hunter4@host:8086" }';
    const mistakes = mistakesOf(yaml);
    expect(mistakes).toHaveLength(3);
    expect(mistakes.join('\n')).not.toMatch(/hunter/);
  });
});

describe('virtual meters', () => {
  const METERS = `${SCHOOL}      - { id: m1, name: 总表, building: b1, medium: electricity, role: building_main }
      - { id: w1, name: 水表, building: b1, medium: water, role: building_main }
    virtualMeters:
`;
  const virtual = (id: string, terms: string) => `${METERS}      - { id: ${id}, name: 其他, medium: electricity, terms: [${terms}] }\n`;

  it.each([
    ['m1', '{ meter: m1 }', "sites[0].virtualMeters[0].id: 'm1' is a meter already (line 12)"],
    ['v', '{ meter: x9 }', "sites[0].virtualMeters[0].terms[0].meter: no 'x9' in meters; known: m1, w1 (line 12)"],
    ['v', '{ meter: w1 }', "sites[0].virtualMeters[0].terms[0].meter: 'w1' measures water, this virtual meter electricity (line 12)"],
    ['v', '{ meter: m1 }, { meter: m1 }', "sites[0].virtualMeters[0].terms[1].meter: 'm1' is there twice (line 12)"],
    [
      'v',
      '{ meter: m1, share: 0 }',
      'sites[0].virtualMeters[0].terms[0].share: 0 is not allowed; allowed: a number other than 0 (line 12)',
    ],
    ['v', '', 'sites[0].virtualMeters[0].terms: an empty list is not allowed; allowed: a list of at least 1 (line 12)'],
  ])('%s with %s: %s', (id, terms, mistake) => {
    expect(mistakesOf(virtual(id, terms))).toEqual([mistake]);
  });

  it('are taken when their meters are there', () => {
    expect(mistakesOf(virtual('v', '{ meter: m1 }'))).toEqual([]);
  });
});

describe('prices, quotas and the calendar', () => {
  const METER = '      - { id: m1, name: 总表, building: b1, medium: electricity, role: building_main }\n';
  const site = (rest: string) => `${SCHOOL}${METER}    ${rest}`;
  const GROUP = '{ id: g3, name: 高三, buildings: [b1] }';

  it.each([
    ['prices: { yuanPerKwh: 0 }', 'sites[0].prices.yuanPerKwh: 0 is not allowed; allowed: a number above 0 (line 10)'],
    [
      'quotas: [{ medium: water, year: 2026, amount: 9, building: b7 }]',
      "sites[0].quotas[0].building: no 'b7' in buildings; known: b1 (line 10)",
    ],
    [
      'quotas: [{ medium: water, year: 2026, amount: 9 }, { medium: water, year: 2026, amount: 8 }]',
      'sites[0].quotas[1]: water of 2026 is there twice for the same place (line 10)',
    ],
    [
      `calendar: { groups: [${GROUP}, { id: g3, name: 高, buildings: [b8] }] }`,
      "sites[0].calendar.groups[1].id: 'g3' is there twice (line 10)",
      "sites[0].calendar.groups[1].buildings: no 'b8' in buildings; known: b1 (line 10)",
    ],
    [
      `calendar: { groups: [${GROUP}], exceptions: [{ firstDay: 2026-06-01, lastDay: 2026-06-02, type: exam, groups: [g2] }] }`,
      "sites[0].calendar.exceptions[0].groups: no 'g2' in calendar.groups; known: g3 (line 10)",
    ],
    [
      'calendar: { groups: [{ id: g, name: 高, buildings: [b1], terms: [{ name: 春, firstDay: 2026-03-02, lastDay: 2026-03-01 }] }] }',
      "sites[0].calendar.groups[0].terms[0].lastDay: '2026-03-01' is before firstDay '2026-03-02' (line 10)",
    ],
    [
      'calendar: { week: { eveningStudy: [7], custody: [], lightsOut: 22:30 } }',
      'sites[0].calendar.week.eveningStudy[0]: 7 is not allowed; allowed: a whole number from 0 to 6 (line 10)',
    ],
  ])('%s', (yaml, ...mistakes) => {
    expect(mistakesOf(site(yaml))).toEqual(mistakes);
  });
});

describe('the stamp of a feed', () => {
  it('belongs to a meter that sends amounts', () => {
    const meter = (kind: string) =>
      `${SCHOOL}      - { id: m1, name: 总表, building: b1, medium: electricity, role: building_main, stamp: start${kind} }\n`;
    expect(mistakesOf(meter(', kind: interval'))).toEqual([]);
    expect(mistakesOf(meter(''))).toEqual([
      'sites[0].meters[0].stamp: only a feed of amounts has one; allowed: nothing, or kind: interval beside it (line 9)',
    ]);
  });
});

describe('retention', () => {
  const load365 = (yaml: string) => load({ '/school/greenleaf.yaml': yaml }).settings;

  it('is for ever unless it is said', () => {
    expect(load().settings.retention).toEqual({});
    expect(load().settings.collector.maxPastDays).toBe(1500);
  });

  it('takes no reading that would be forgotten before it was understood', () => {
    expect(load365('retention: { rawDays: 365 }').collector.maxPastDays).toBe(363);
    expect(load365('retention: { rawDays: 365 }\ncollector: { maxPastDays: 30 }').collector.maxPastDays).toBe(30);
  });

  it('is 60 days at least', () => {
    expect(mistakesOf('retention: { rawDays: 59 }')).toEqual([
      'retention.rawDays: 59 is not allowed; allowed: a whole number from 60 (line 1)',
    ]);
  });
});
