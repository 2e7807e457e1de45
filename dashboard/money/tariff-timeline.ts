import { addDays, daysBetween } from '../../domain/local-time.ts';

/** A piece of the line on which the versions of a tariff stand; places in percent of its length. */
export interface TimelinePiece {
  kind: 'version' | 'gap';
  from: string;
  /** Excluded; null: open. */
  to: string | null;
  left: number;
  width: number;
}

export interface Timeline {
  pieces: TimelinePiece[];
  /** Place of today. */
  today: number;
}

/** Days shown after today and after what begins last. */
const AHEAD_DAYS = 180;

/** @param versions by the day from which they hold */
export function timelineOf(
  versions: readonly { validFrom: string; validTo: string | null }[],
  gaps: readonly { from: string; to: string | null }[],
  today: string,
): Timeline {
  const edges = [today, ...versions.flatMap(({ validFrom, validTo }) => [validFrom, validTo ?? validFrom])].toSorted((a, b) =>
    a < b ? -1 : 1,
  );
  const first = edges[0]!;
  const end = addDays(edges.at(-1)!, AHEAD_DAYS);
  const whole = daysBetween(first, end).length;
  const placeOf = (day: string) => (daysBetween(first, day).length / whole) * 100;
  const piece = (kind: TimelinePiece['kind'], from: string, to: string | null, until: string): TimelinePiece => ({
    kind,
    from,
    to,
    left: placeOf(from),
    width: placeOf(until) - placeOf(from),
  });
  const held = versions.map(({ validFrom, validTo }, index) => {
    const next = versions[index + 1]?.validFrom ?? end;
    return piece('version', validFrom, validTo, validTo !== null && validTo < next ? validTo : next);
  });
  const bare = gaps.map(({ from, to }) => piece('gap', from, to, to ?? end));
  return { pieces: [...held, ...bare].toSorted((a, b) => a.left - b.left), today: placeOf(today) };
}

/** The version that holds today; undefined: none. */
export function versionToday<V extends { tariff: { validFrom: string; validTo: string | null } }>(
  versions: readonly V[],
  today: string,
): V | undefined {
  const begun = versions.findLast(({ tariff }) => tariff.validFrom <= today);
  return begun && (begun.tariff.validTo === null || today < begun.tariff.validTo) ? begun : undefined;
}
