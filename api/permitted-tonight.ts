import { isPrivate } from '../alerts/night/is-private.ts';
import type { Declaration } from '../domain/declaration.ts';
import { addDays, weekdayOf, windowOn } from '../domain/local-time.ts';
import { placeOfMeter, placeOfSpace } from './place-words.ts';
import type { TonightAnswer } from './schemas/tonight.ts';
import { placeIn } from './place-words.ts';
import type { SiteView } from '../consumption/site-view.ts';

/** Late use that is allowed in a night and not over yet, in the order of its end. Homes are nobody's business. */
export function permittedTonight(view: SiteView, night: string, now: number): TonightAnswer['permitted'] {
  return (view.plan.declarations ?? [])
    .filter(({ kind, scope }) => kind === 'permit' && !isHome(view, scope))
    .flatMap((permit) => {
      const until = untilOf(view, permit, night);
      return until !== undefined && until > now ? [{ place: placeOfScope(view, permit), until, reason: permit.reason }] : [];
    })
    .toSorted((a, b) => a.until - b.until);
}

/** When a permit ends tonight; undefined: it does not hold between this noon and the next. */
function untilOf({ local }: SiteView, { fromAt, untilAt, weekly, ended }: Declaration, night: string): number | undefined {
  const endAt = Math.min(untilAt, ended?.at ?? Number.POSITIVE_INFINITY);
  const noon = local.at(night, '12:00');
  const nextNoon = local.at(addDays(night, 1), '12:00');
  const span = { fromAt: Math.max(fromAt, noon), toAt: Math.min(endAt, nextNoon) };
  if (!weekly) return span.fromAt < span.toAt ? endAt : undefined;
  // What begins before noon was in the night before.
  if (!weekly.weekdays.includes(weekdayOf(night))) return undefined;
  const window = windowOn(local, night, weekly);
  const toAt = Math.min(span.toAt, window.toAt);
  return Math.max(span.fromAt, window.fromAt) < toAt ? toAt : undefined;
}

function isHome(view: SiteView, { kind, id }: Declaration['scope']): boolean {
  const meters = [...view.rulebook.placed.values()];
  if (kind === 'meter') return meters.some((placed) => placed.meter.id === id && isPrivate(placed));
  const space = kind === 'space' ? view.spaces.get(id) : undefined;
  const building = view.buildings.get(kind === 'building' ? id : (space?.building ?? ''));
  return [building?.function, space?.function].some((use) => use === 'staff_apartment') || space?.function === 'dormitory';
}

function placeOfScope(view: SiteView, { scope: { kind, id } }: Declaration) {
  if (kind === 'space') return placeOfSpace(view, id);
  if (kind === 'meter') return placeOfMeter(view, id);
  if (kind === 'building') return placeIn({ meter: { name: id }, building: view.buildings.get(id), space: undefined });
  return { zh: '全校', en: 'the whole school' };
}
