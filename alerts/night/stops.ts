import { groupBy } from '../../domain/group-by.ts';
import { costOfWaiting } from '../../domain/cost.ts';
import type { Stop } from '../../domain/round.ts';
import type { Candidate } from './candidates.ts';
import { compareWay, type Ground, openingAt, pricesOf } from './ground.ts';

/** A stop with what it is made of, before it is kept. */
export interface StopDraft {
  stop: Stop;
  candidates: readonly Candidate[];
  /** What it costs to leave it until morning; 0 where nobody knows: it is then ranked last. */
  fen: number;
}

/** `<building>:<floor>:<subject>`; `-` for the whole building. */
export const stopIdOf = ({ place, subject }: Candidate) => `${place.building.id}:${place.space?.floor ?? '-'}:${subject}`;

/** One stop per building, floor and subject, in walking order: what hurts at once first, then breakers, then the way. */
export function stopsOf(candidates: readonly Candidate[], ground: Ground, night: string, now: number): StopDraft[] {
  const groups = groupBy(
    candidates.toSorted((a, b) => compareWay(a.place, b.place)),
    stopIdOf,
  );
  return [...groups]
    .map(([id, group]) => ({
      stop: toStop(id, group, now),
      candidates: group,
      fen: group.reduce((sum, { alert }) => sum + fenUntilMorning(alert, ground, night, now), 0),
    }))
    .toSorted(compareStops);
}

function toStop(id: string, group: readonly Candidate[], addedAt: number): Stop {
  const { place, subject } = group[0]!;
  return {
    id,
    building: place.building.id,
    floor: place.space?.floor ?? null,
    subject,
    alerts: group.map(({ alert }) => alert.id),
    addedAt,
  };
}

function fenUntilMorning({ finding }: Candidate['alert'], ground: Ground, night: string, now: number): number {
  return costOfWaiting(finding, pricesOf(ground), now, openingAt(ground, finding, night))?.untilMorningFen ?? 0;
}

const rankOf = ({ stop, candidates }: StopDraft) =>
  stop.subject === 'burst' ? 0 : candidates.some(({ alert }) => alert.rule === 'breaker_not_opened') ? 1 : 2;

function compareStops(a: StopDraft, b: StopDraft): number {
  return rankOf(a) - rankOf(b) || compareWay(a.candidates[0]!.place, b.candidates[0]!.place);
}

/** The dearest of them stay, in the order in which they came; a burst always does. */
export function withinCap(drafts: readonly StopDraft[], maxStops: number): { kept: StopDraft[]; beyond: StopDraft[] } {
  const ranked = drafts.toSorted((a, b) => Math.min(rankOf(a), 2) - Math.min(rankOf(b), 2) || b.fen - a.fen);
  const kept = new Set(ranked.filter((draft, index) => index < maxStops || draft.stop.subject === 'burst'));
  return { kept: drafts.filter((draft) => kept.has(draft)), beyond: drafts.filter((draft) => !kept.has(draft)) };
}
