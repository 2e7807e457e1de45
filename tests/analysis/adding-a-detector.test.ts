import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { look, type LookSources } from '../../analysis/look.ts';
import type { SeriesRule } from '../../analysis/rule.ts';
import type { Watched } from '../../analysis/rulebook.ts';
import type { IntervalSeries } from '../../analysis/series.ts';
import { createCalendar } from '../../domain/calendar.ts';
import type { Meter } from '../../domain/site.ts';
import { NO_WEATHER } from '../../domain/weather.ts';
import { at, breaker, building, knownAt, metered, room, shanghai } from './series-of.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const guide = readFileSync(join(root, 'docs/adding-a-detector.md'), 'utf8');
const blocks = [...guide.matchAll(/^```ts\n(.*?)^```$/gms)].map(([, code]) => code!);

let folder = '';
let rule: SeriesRule;
beforeAll(async () => {
  // Inside the repository, so that packages resolve; two levels deep as the imports below say.
  mkdirSync(join(root, '.cache'), { recursive: true });
  folder = mkdtempSync(join(root, '.cache', 'adding-a-detector-'));
  const file = join(folder, 'cold-store-off.ts');
  writeFileSync(file, blocks[0]!.replaceAll("from './", "from '../../analysis/").replaceAll("from '../domain/", "from '../../domain/"));
  ({ coldStoreOff: rule } = (await import(/* @vite-ignore */ pathToFileURL(file).href)) as { coldStoreOff: SeriesRule });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const coldStore: Meter = { ...breaker, id: 'can-cold', name: '冷库', nameEn: 'Cold store', role: 'special', alwaysOn: true };
const NOW = at('2026-11-20', '12:00');

function see(series: IntervalSeries, now = NOW) {
  const watched: Watched = {
    meter: coldStore,
    building,
    space: room,
    rule,
    detector: rule.create(rule.options.parse({})),
    excluded: () => false,
    permitted: () => false,
    changedAt: [],
  };
  const sources: LookSources = {
    series: (meter) => (meter === coldStore.id ? knownAt(series, now) : undefined),
    weather: NO_WEATHER,
    local: shanghai,
    calendarOf: () => createCalendar({ terms: [], holidays: 'none', exceptions: [] }),
    meters: [coldStore],
    spaces: [room],
    pastAlerts: () => new Map(),
  };
  return look(watched, sources, { fromNight: '2026-11-19', toNight: '2026-11-19', now });
}

/** 0.8 kW but for a stretch without power. */
const offBetween = (from: string, to: string) =>
  metered('2026-11-18', '2026-11-21', (instant) => (instant >= at('2026-11-20', from) && instant < at('2026-11-20', to) ? 0 : 0.8));

describe('the example of docs/adding-a-detector.md', () => {
  it('is a definition like those of the registry', () => {
    expect(rule).toMatchObject({ kind: 'series', rule: 'cold_store_off', audience: 'maintainer', cadence: 'live' });
    expect(rule.options.parse({})).toEqual({ hours: 2, maxKw: 0.02 });
    expect(rule.options.safeParse({ hour: 3 }).success).toBe(false);
    expect(blocks[1]).toBe('cold_store_off: coldStoreOff,\n');
  });

  it('watches circuits that are always on', () => {
    const { watches } = rule.create(rule.options.parse({}));
    expect(watches({ meter: coldStore, building, space: room }, [])).toBe(true);
    expect(watches({ meter: breaker, building, space: room }, [])).toBe(false);
  });

  it('finds a cold store that stands still for two hours, as one finding that grows and ends', () => {
    const series = offBetween('03:00', '08:00');
    expect(see(series, at('2026-11-20', '04:45')).findings).toEqual([]);
    for (const [clock, hours] of [
      ['05:00', 2],
      ['07:30', 4],
    ] as const) {
      expect(see(series, at('2026-11-20', clock)).findings).toMatchObject([
        { night: '2026-11-19', startAt: at('2026-11-20', '03:00'), evidence: [{ name: 'off_for', value: hours }, { name: 'threshold' }] },
      ]);
    }
    const [finding] = see(series).findings;
    expect(finding).toMatchObject({ night: '2026-11-19', endAt: at('2026-11-20', '08:00') });
    expect(rule.sentence(finding!, { meter: coldStore, building, space: room }, shanghai, false)).toEqual({
      zh: '教学楼B冷库11月20日 03:00 至 11月20日 08:00 断电，现已恢复。',
      en: 'Teaching B, Cold store: no power from 03:00 on 20 Nov to 08:00 on 20 Nov. It is back.',
    });
  });

  it('passes over a short stop, and is blind without data', () => {
    expect(see(offBetween('03:00', '04:45'))).toMatchObject({ findings: [], blind: [] });
    const silent = knownAt(offBetween('03:00', '03:00'), at('2026-11-20', '04:00'));
    expect(see(silent)).toMatchObject({ findings: [], blind: [{ rule: 'cold_store_off', why: 'no_data' }] });
  });
});
