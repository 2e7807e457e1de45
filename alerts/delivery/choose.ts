import type { Item } from './still-needed.ts';
import { inOrderOfUrgency } from './parcel.ts';

/** From so many on, several are said in one. */
const MERGE_FROM = 4;

/**
 * What goes out next of what waits for one address. What was put together once stays together, so that the other side can know a
 * repetition. Otherwise the most urgent alone; alerts in one message when several wait or the bucket is getting empty, and
 * everything in one when the school has sent too much.
 *
 * @param items at least one
 * @param room  messages that may go at once, of how many in a minute; `isCapped`: the school's cap is reached
 */
export function chooseNext(items: readonly Item[], room: { left: number; perMinute: number; isCapped: boolean }): Item[] {
  const group = groupBefore(items);
  if (group) return group;
  const [first, ...others] = inOrderOfUrgency(items);
  if (room.isCapped) return [first!, ...others];
  const isScarce = items.length >= MERGE_FROM || room.left < Math.max(items.length + 1, room.perMinute / 3);
  if (!isScarce || first!.message.alert === null) return [first!];
  return [first!, ...others.filter(({ message }) => message.alert !== null)];
}

/** A carrier that was tried before, with all that it carried. */
function groupBefore(items: readonly Item[]): Item[] | undefined {
  const tried = items.filter(({ delivery }) => delivery.attempts > 0);
  const carrier = tried.find(({ delivery }) => delivery.carrier === null) ?? tried[0];
  if (!carrier) return undefined;
  const id = carrier.delivery.carrier ?? carrier.delivery.id;
  return tried.filter(({ delivery }) => delivery.id === id || delivery.carrier === id);
}
