import type { Blind } from '../../domain/finding.ts';
import type { Sentence } from '../../domain/words.ts';
import { nameEn } from '../../domain/words.ts';
import { compareWay, type Ground } from './ground.ts';
import { isPrivate } from './is-private.ts';
import { placeWords } from './stop-words.ts';
import { roomName } from './room-facts.ts';

/** A reading may be so late before its meter counts as silent tonight: the list must not wait two hours as the data list does. */
const LATE_MS = 10 * 60_000;

/**
 * Meters of tonight's rules that cannot be judged now: those that the rules say they are blind for, and those whose newest
 * reading is older than their own rhythm and ten minutes. In walking order.
 *
 * @param watched  ids of meters that tonight's rules look at
 * @param newestAt newest reading by meter; one without any is judged by the rules alone
 */
export function blindMeters(
  watched: Iterable<string>,
  blind: readonly Blind[],
  newestAt: ReadonlyMap<string, number>,
  { rulebook }: Ground,
  now: number,
): string[] {
  const ruled = new Set(blind.filter(({ why }) => why === 'no_data').map(({ meter }) => meter));
  const places = [...new Set(watched)].flatMap((id) => rulebook.placed.get(id) ?? []);
  return places
    .filter(({ meter, ...place }) => {
      if (isPrivate({ meter, ...place })) return false;
      const newest = newestAt.get(meter.id);
      return ruled.has(meter.id) || (newest !== undefined && now - newest >= meter.readingIntervalS * 1000 + LATE_MS);
    })
    .toSorted(compareWay)
    .map(({ meter }) => meter.id);
}

/** How the list says what it cannot see: two meters of one room are one room. */
export function blindRooms(meters: readonly string[], ground: Ground): { rooms: number; places: Sentence[] } {
  const places = new Map<string, Sentence>();
  for (const id of meters) {
    const placed = ground.rulebook.placed.get(id);
    if (!placed) continue;
    const { building, space } = placed;
    const key = `${building.id} ${space?.id ?? id}`;
    const at = placeWords({ building: building.id, floor: space?.floor ?? null }, ground);
    const name = space ? (space.function === 'floor' ? undefined : { zh: space.name, en: nameEn(space) }) : roomName({ meter: id }, ground);
    if (!places.has(key)) places.set(key, name ? { zh: `${at.zh} ${name.zh}`, en: `${at.en}, ${name.en}` } : at);
  }
  return { rooms: places.size, places: [...places.values()] };
}
