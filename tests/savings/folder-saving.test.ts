import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { savingInFolder } from '../../savings/folder-saving.ts';
import { toQuestion } from '../../savings/question.ts';
import { toJson, toWords } from '../../savings/say.ts';
import { BASELINE, REPORTING, simulateDays } from '../analysis/savings/simulated-days.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const HOUR_MS = 3_600_000;
const TERMS = ['2024-09-01,2025-01-19', '2025-02-20,2025-07-04', '2025-09-01,2026-01-19', '2026-02-20,2026-07-04', '2026-09-01,2027-01-19'];
const METERS = 'meter,building,utility,kind,unit,timezone,interval_s\n';
const SPANS = { baseline: `${BASELINE.from}/${BASELINE.to}`, reporting: `${REPORTING.from}/${REPORTING.to}` };

interface Written {
  unit?: string;
  meters?: string;
  kind?: 'interval' | 'register';
  /** Hours that the days of the file begin after midnight UTC. */
  offsetH?: number;
  /** What stands in the file for an hour; undefined: the line is not there. */
  hour?: (at: number, amount: number) => number | undefined;
}

/** Two years by the hour, a tenth less in the second. */
function folderOf({ unit = 'kWh', meters, kind = 'interval', offsetH = 0, hour = (_, amount) => amount }: Written): string {
  const folder = temporaryFolder();
  const { baseline, reporting } = simulateDays({ seed: 12, saved: 0.1, noise: 0.03, missing: 0 });
  const readings = ['meter,timestamp,value,unit'];
  const weather = ['timestamp,air_temperature_c'];
  let stand = 1000;
  for (const { day, amount, meanC } of [...baseline, ...reporting]) {
    for (let index = 0; index < 24; index++) {
      const at = Date.parse(day) + (index + offsetH) * HOUR_MS;
      const time = new Date(at).toISOString();
      const value = hour(at, amount! / 24);
      if (value !== undefined) readings.push(`m1,${time},${kind === 'interval' ? value : stand},${unit}`);
      stand += amount! / 24;
      weather.push(`${time},${meanC}`);
    }
  }
  writeFileSync(join(folder, 'readings.csv.gz'), gzipSync(readings.join('\n')));
  writeFileSync(join(folder, 'weather.csv'), weather.join('\n'));
  writeFileSync(join(folder, 'calendar.csv'), ['kind,name,first_day,last_day', ...TERMS.map((days) => `term,,${days}`)].join('\n'));
  if (meters !== undefined) writeFileSync(join(folder, 'meters.csv'), METERS + meters);
  return folder;
}

const ask = (folder: string, more: Partial<Record<'meter' | 'timezone' | 'baseline' | 'reporting', string>> = {}) =>
  toQuestion(folder, { meter: 'm1', ...SPANS, ...more });

describe('a saving in a folder of old readings', () => {
  it.each<[string, Written, object]>([
    ['amounts in kWh with a meters.csv', { meters: 'm1,b1,electricity,interval,kWh,UTC,3600' }, { unit: 'kWh', timeZone: 'UTC' }],
    ['amounts in therm without one', { unit: 'therm', offsetH: 6 }, { unit: 'therm', timeZone: 'Etc/GMT+6' }],
    ['a register in m3', { unit: 'm3', kind: 'register', meters: 'm1,b1,gas,register,m3,UTC,3600' }, { unit: 'm3' }],
    ['a unit that is not ours', { unit: 'GJ', meters: 'm1,b1,heat,interval,GJ,UTC,3600' }, { unit: 'GJ' }],
  ])('is found in %s', async (_what, written, expected) => {
    const question = ask(folderOf(written));
    const saving = await savingInFolder(question);
    expect(saving).toMatchObject(expected);
    const { savedPercent, interval, model, refused } = toJson(question, saving);
    // The folder's calendar does not know the two holidays: part of the noise.
    expect(Math.abs(savedPercent! - 10)).toBeLessThan(1.5);
    expect(interval![0]).toBeLessThan(10);
    expect(interval![1]).toBeGreaterThan(10);
    expect(model).toMatchObject({ kind: 'both' });
    expect(refused).toBeNull();
    expect(toWords(question, saving)).toMatch(/(9|10|11)\.\d % saved/);
  });

  it('takes the zeros of a dead feed for what they are', async () => {
    const isDead = (at: number) => at >= Date.parse('2026-03-01') && at < Date.parse('2026-03-20');
    const saving = await savingInFolder(ask(folderOf({ hour: (at, amount) => (isDead(at) ? 0 : amount) })));
    expect(saving.outcome).toMatchObject({ kind: 'compared', days: 365 - 19 });
  });

  it('fills up to a tenth of a day with the rest of it, and says how often', async () => {
    const saving = await savingInFolder(ask(folderOf({ hour: (at, amount) => (at % (48 * HOUR_MS) < 2 * HOUR_MS ? undefined : amount) })));
    expect(saving.filledDays).toBe(365);
    expect(saving.outcome).toMatchObject({ kind: 'compared', days: 365 });
  });

  it('is refused without temperatures, and named so', async () => {
    const folder = folderOf({});
    writeFileSync(join(folder, 'weather.csv'), 'timestamp,air_temperature_c\n');
    const question = ask(folder);
    const saving = await savingInFolder(question);
    expect(toJson(question, saving)).toMatchObject({ savedPercent: null, interval: null, model: null, refusedCode: 'no_temperature' });
    expect(toWords(question, saving)).toContain('no saving can be told');
  });

  it('names the meters that there are', async () => {
    await expect(savingInFolder(ask(folderOf({}), { meter: 'm2' }))).rejects.toThrow("no meter 'm2'; there is: m1");
    const meters = 'm1,b1,electricity,interval,kWh,UTC,3600\nm9,b1,electricity,interval,kWh,UTC,3600';
    await expect(savingInFolder(ask(folderOf({ meters }), { meter: 'm9' }))).rejects.toThrow("meter 'm9' has no readings");
  });

  it('wants to know what a unit is of', async () => {
    await expect(savingInFolder(ask(folderOf({ unit: 'pulse' })))).rejects.toThrow(/unit 'pulse' .*known units: Wh, kWh/);
  });
});

describe('the question', () => {
  it.each([
    [{ meter: '' }, '--meter'],
    [{ baseline: '2025-01-01' }, "--baseline: '2025-01-01' is no span"],
    [{ reporting: '2026-02-30/2026-12-01' }, '--reporting'],
    [{ reporting: '2026-05-01/2026-05-01' }, '--reporting'],
    [{ reporting: '2025-06-01/2026-06-01' }, 'it has days of the baseline'],
    [{ timezone: 'Mars' }, "--timezone: 'Mars' is not known"],
  ])('names what is wrong with %o', (more, words) => {
    expect(() => ask('x', more)).toThrow(words);
  });

  it.each([
    ['Asia/Shanghai', 'Asia/Shanghai'],
    ['UTC-6', 'Etc/GMT+6'],
    ['+08:00', 'Etc/GMT-8'],
  ])('takes %s for %s', (timezone, timeZone) => {
    expect(ask('x', { timezone })).toMatchObject({ timeZone });
  });
});
