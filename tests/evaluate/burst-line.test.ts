import { describe, expect, it } from 'vitest';
import { burstLineLph } from '../../evaluate/burst-line.ts';
import type { Building, SitePlan } from '../../domain/site.ts';
import { at, building, metered, shanghai, waterMain } from '../analysis/series-of.ts';

const calendar = { holidays: 'none', terms: [], exceptions: [] } as const;
/** A Wednesday and a Saturday, six weeks after the series begins. */
const WEDNESDAY = '2026-04-15';
const SATURDAY = '2026-04-18';

function lineAt(startAt: number, use: Building['function'] = 'teaching', from = '2026-03-02') {
  const hourOf = (instant: number) => (instant / 3_600_000 + 8) % 24;
  const series = metered(from, '2026-04-20', (instant) => (hourOf(instant) >= 18 && hourOf(instant) < 19 ? 4 : 0));
  const plan: SitePlan = {
    site: { id: 'school', name: '学校', timeZone: 'Asia/Shanghai' },
    calendar: { ...calendar, terms: [], exceptions: [] },
    campuses: [],
    buildings: [{ ...building, function: use }],
    spaces: [],
    meters: [waterMain],
    channels: [],
  };
  return burstLineLph(waterMain, startAt, { plan, local: shanghai, series: new Map([[waterMain.id, series]]) });
}

describe('the line of a burst', () => {
  it('is 1.5 times the peak of such days while people are there: 6 m³/h where showers take 4', () => {
    expect(lineAt(at(WEDNESDAY, '10:00'))).toBeCloseTo(6000, 3);
    expect(lineAt(at(WEDNESDAY, '02:00'), 'dormitory')).toBeCloseTo(6000, 3);
  });

  it('is 0.6 m³/h where nobody is, as long as it takes to tell', () => {
    expect(lineAt(at(WEDNESDAY, '23:00'))).toBe(600);
    expect(lineAt(at(SATURDAY, '10:00'))).toBe(600);
    expect(lineAt(at(WEDNESDAY, '05:30'))).toBeGreaterThan(600);
  });

  it('is not known before ten days of the type are', () => {
    expect(lineAt(at(WEDNESDAY, '10:00'), 'teaching', '2026-04-06')).toBeUndefined();
  });
});
