import type { ClassListRow } from '../../api/schemas/tonight.ts';

export interface RoomSum {
  space: string;
  place: ClassListRow['place'];
  nights: number;
  /** Of the nights whose amount is known; null: of none. */
  kwh: number | null;
  yuan: number | null;
}

/** Rooms with how often they were left on, most often first. What was permitted is nobody's fault and does not count. */
export function sumByRoom(rows: readonly ClassListRow[]): RoomSum[] {
  const rooms = new Map<string, { place: ClassListRow['place']; nights: Set<string>; kwh: (number | null)[]; yuan: (number | null)[] }>();
  for (const { space, place, night, kwh, yuan, end } of rows) {
    if (end === 'permitted') continue;
    const known = rooms.get(space) ?? { place, nights: new Set<string>(), kwh: [], yuan: [] };
    known.nights.add(night);
    known.kwh.push(kwh);
    known.yuan.push(yuan);
    rooms.set(space, known);
  }
  return [...rooms]
    .map(([space, { place, nights, kwh, yuan }]) => ({ space, place, nights: nights.size, kwh: sumKnown(kwh), yuan: sumKnown(yuan) }))
    .toSorted((one, other) => other.nights - one.nights || (other.kwh ?? 0) - (one.kwh ?? 0));
}

function sumKnown(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0);
}
