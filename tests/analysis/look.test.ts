import { describe, expect, it } from 'vitest';
import { look, type LookSources } from '../../analysis/look.ts';
import { createRulebook } from '../../analysis/rulebook.ts';
import type { IntervalSeries } from '../../analysis/series.ts';
import { createCalendar } from '../../domain/calendar.ts';
import type { Declaration } from '../../domain/declaration.ts';
import type { SitePlan } from '../../domain/site.ts';
import { NO_WEATHER } from '../../domain/weather.ts';
import { meterOf, planOf } from '../jobs/campus.ts';
import { at, metered, shanghai } from './series-of.ts';

const NIGHT = '2026-06-20';
const nights = { fromNight: NIGHT, toNight: NIGHT, now: at('2026-06-21', '08:00') };
const running = (from: number, to: number) => metered('2026-06-01', '2026-06-22', (instant) => (from <= instant && instant < to ? 2 : 0));
const allNight = running(at(NIGHT, '19:00'), at('2026-06-21', '07:00'));

const exclusion = (fromAt: number, untilAt: number): Declaration => ({
  id: `${fromAt}`,
  site: 'school',
  kind: 'exclusion',
  scope: { kind: 'building', id: 'b1' },
  rules: null,
  fromAt,
  untilAt,
  reason: 'repair',
  by: 'Li',
  recordedAt: 0,
  ended: null,
});

function lookAt(series: IntervalSeries | undefined, declarations: Declaration[] = [], span = nights) {
  const plan: SitePlan = { ...planOf([meterOf({ id: 'a', role: 'ac_circuit' })]), declarations };
  const [watched] = createRulebook(plan, shanghai, {}).watched('ac_left_on');
  const sources: LookSources = {
    series: (meter) => (meter === 'a' ? series : undefined),
    weather: NO_WEATHER,
    local: shanghai,
    calendarOf: () => createCalendar(plan.calendar),
    meters: plan.meters,
    spaces: plan.spaces,
    pastAlerts: () => new Map(),
  };
  return look(watched!, sources, span);
}

describe('a look at a meter', () => {
  it('says what the rule of its place says', () => {
    expect(lookAt(allNight)).toMatchObject({ findings: [{ rule: 'ac_left_on', meter: 'a', night: NIGHT }], excused: [], blind: [] });
  });

  it('excuses what lies wholly inside an exclusion, or inside two that adjoin', () => {
    const month = exclusion(at('2026-06-01', '00:00'), at('2026-07-01', '00:00'));
    expect(lookAt(allNight, [month])).toMatchObject({ findings: [], excused: [{ meter: 'a' }] });
    const two = [exclusion(at(NIGHT, '12:00'), at(NIGHT, '23:55')), exclusion(at(NIGHT, '23:50'), at('2026-06-21', '12:00'))];
    expect(lookAt(allNight, two)).toMatchObject({ findings: [], excused: [{ meter: 'a' }] });
  });

  it('speaks when the exclusion is over and the use goes on', () => {
    const untilOne = [exclusion(at(NIGHT, '12:00'), at('2026-06-21', '01:00'))];
    expect(lookAt(allNight, untilOne, { ...nights, now: at('2026-06-21', '00:45') })).toMatchObject({ findings: [], excused: [{}] });
    expect(lookAt(allNight, untilOne, { ...nights, now: at('2026-06-21', '01:15') })).toMatchObject({ findings: [{}], excused: [] });
    const untilMidnight = running(at(NIGHT, '19:00'), at('2026-06-21', '00:30'));
    expect(lookAt(untilMidnight, untilOne)).toMatchObject({ findings: [], excused: [{}] });
  });

  it('speaks of what began before the exclusion', () => {
    expect(lookAt(allNight, [exclusion(at('2026-06-21', '00:30'), at('2026-06-22', '00:00'))])).toMatchObject({
      findings: [{}],
      excused: [],
    });
  });

  it('says that a meter without a series is not known, and nothing else', () => {
    expect(lookAt(undefined)).toEqual({
      findings: [],
      excused: [],
      blind: [{ rule: 'ac_left_on', meter: 'a', night: NIGHT, why: 'no_data' }],
      cutOff: false,
    });
  });
});
