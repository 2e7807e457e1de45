import { bucketsOf } from '../consumption/buckets.ts';
import { tallyScopes } from '../consumption/scope-tallies.ts';
import { scopesOf } from '../consumption/scopes.ts';
import { type SiteView, toNames } from '../consumption/site-view.ts';
import { addTally, createTally, type Tally, toAmount } from '../consumption/tally.ts';
import { isTeachingDay } from '../domain/calendar.ts';
import { addDays } from '../domain/local-time.ts';
import { MEDIUM_FACTS, type Medium } from '../domain/medium.ts';
import { moveMonth } from '../reports/month/spans.ts';
import type { Records } from '../store/ports.ts';
import type { HallAnswer } from './schemas/hall-screen.ts';
import { readToday } from './today.ts';

const DAYS_SHOWN = 14;
const WEEK = 7;
const SHOWN: readonly Medium[] = ['electricity', 'water'];
/** A week that is known less well than this is compared with nothing. */
const WELL_KNOWN = 0.9;

/** What anybody may see of a school. Homes are no building of it. */
export async function readHall({ intervals }: Pick<Records, 'intervals'>, view: SiteView, now: number): Promise<HallAnswer> {
  const today = view.local.dayOf(now);
  const thatMonth = moveMonth(today.slice(0, 7), -1);
  const media: HallAnswer['media'] = [];
  for (const medium of SHOWN) {
    if (!view.plan.meters.some((meter) => meter.medium === medium)) continue;
    const { soFar, coverage, usualSoFar } = await readToday(intervals, view, medium, now);
    const days = await daysOf(intervals, view, { by: 'medium', medium }, { from: `${thatMonth}-01`, to: today }, now);
    const whole = days.get(medium) ?? new Map<string, Tally>();
    const thisMonth = daysOfMonth(whole, today.slice(0, 7));
    media.push({
      medium,
      unit: MEDIUM_FACTS[medium].unit,
      soFar,
      coverage,
      usualSoFar,
      days: [...whole].slice(-DAYS_SHOWN).map(([day, tally]) => {
        const { value, coverage: known } = toAmount(tally);
        return {
          day,
          isTeaching: isTeachingDay(view.calendar.dayType(day)),
          value,
          coverage: known,
        };
      }),
      thisMonth: sum(thisMonth),
      lastMonth: sum(daysOfMonth(whole, thatMonth).slice(0, thisMonth.length)),
    });
  }
  return {
    ...toNames(view.plan.site),
    timeZone: view.plan.site.timeZone,
    now,
    today,
    media,
    buildings: await weeksOf(intervals, view, today, now),
  };
}

async function weeksOf(intervals: Records['intervals'], view: SiteView, today: string, now: number): Promise<HallAnswer['buildings']> {
  const days = await daysOf(
    intervals,
    view,
    { by: 'building', medium: 'electricity' },
    { from: addDays(today, -2 * WEEK), to: today },
    now,
  );
  const rows = view.plan.buildings.flatMap((building) => {
    const tallies = [...(days.get(building.id)?.values() ?? [])];
    const [before, week] = [sum(tallies.slice(0, WEEK)), sum(tallies.slice(WEEK))];
    if (building.function === 'staff_apartment' || week.value === null) return [];
    const isKnown = Math.min(before.coverage, week.coverage) >= WELL_KNOWN;
    return { ...toNames(building), unit: 'kWh', week: week.value, before: isKnown ? before.value : null, coverage: week.coverage };
  });
  const changeOf = ({ week, before }: (typeof rows)[number]) => (before ? week / before : Number.POSITIVE_INFINITY);
  return rows.toSorted((a, b) => changeOf(a) - changeOf(b));
}

type Asked = { by: 'medium' | 'building'; medium: Medium };

/** Key of the scope → local day → its tally. */
async function daysOf(
  intervals: Records['intervals'],
  view: SiteView,
  asked: Asked,
  { from, to }: { from: string; to: string },
  now: number,
) {
  const scopes = scopesOf(view, view.eras(from, to), asked);
  const { rows } = await tallyScopes(intervals, view, scopes, { kind: 'day', from, to }, now);
  const days = bucketsOf('day', view.local, from, to).map(({ day }) => day);
  return new Map(scopes.map(({ key }, index) => [key, new Map(days.map((day, place) => [day, rows[index]!.buckets[place]!]))]));
}

const daysOfMonth = (days: ReadonlyMap<string, Tally>, month: string) =>
  [...days].filter(([day]) => day.startsWith(month)).map(([, tally]) => tally);

function sum(tallies: readonly Tally[]): { value: number | null; coverage: number } {
  const whole = createTally();
  for (const tally of tallies) addTally(whole, tally);
  const { value, coverage } = toAmount(whole);
  return { value, coverage };
}
