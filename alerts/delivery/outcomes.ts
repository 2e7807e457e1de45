import type { Delivery } from '../../domain/message.ts';
import type { Sentence } from '../../domain/words.ts';
import type { Outcome } from '../channels/channel.ts';
import { GIVE_UP_MS, retryAfterMs } from './patience.ts';
import type { Item } from './still-needed.ts';

const GAVE_UP: Sentence = { zh: '24 小时内一直没有送出', en: 'it could not be sent in 24 hours' };
const PERHAPS_SENT: Sentence = { zh: '程序中断，可能已送出，不再重发', en: 'perhaps sent: the program ended while it was; not sent again' };

/** Written before the request, so that after a crash it is known that it may have arrived. The first carries the others. */
export function sending(items: readonly Item[], now: number): Delivery[] {
  const [carrier, ...others] = items.map(({ delivery }) => delivery);
  const tried = (delivery: Delivery) => ({ ...delivery, state: 'sending' as const, attempts: delivery.attempts + 1, sentAt: now });
  return [{ ...tried(carrier!), carrier: null }, ...others.map((delivery) => ({ ...tried(delivery), carrier: carrier!.id }))];
}

/** What came of a request. @param group as it was written before it, the carrier first */
export function answered(group: readonly Delivery[], outcome: Outcome, now: number, random: () => number): Delivery[] {
  const { answer } = outcome;
  if (outcome.kind === 'accepted') {
    const state = (delivery: Delivery) => (delivery.carrier === null ? ('accepted' as const) : ('merged' as const));
    return group.map((delivery) => ({ ...delivery, state: state(delivery), acceptedAt: now, why: null, answer }));
  }
  const { why } = outcome;
  if (outcome.kind === 'permanent') return group.map((delivery) => ({ ...delivery, state: 'failed', why, answer }));
  const waitMs = outcome.afterMs ?? retryAfterMs(group[0]!.attempts, random);
  return group.map((delivery) =>
    now - delivery.createdAt >= GIVE_UP_MS
      ? { ...delivery, state: 'failed', why: GAVE_UP, answer }
      : { ...delivery, state: 'queued', dueAt: now + waitMs, why, answer },
  );
}

export const dropped = ({ delivery }: Item, why: Sentence): Delivery => ({ ...delivery, state: 'dropped', why });

/**
 * What a killed process left on its way: sent again where the other side knows a repetition, and where silence would be worse than
 * hearing it twice (`now` and `tonight`; the text then says so). Of the rest nobody is told twice: it is dropped, and says why.
 */
export function isSentAgain(group: readonly Item[], knowsRepeats: boolean): boolean {
  return knowsRepeats || group.some(({ message: { urgency } }) => urgency === 'now' || urgency === 'tonight');
}

export const perhapsSent = (items: readonly Item[]): Delivery[] => items.map((item) => dropped(item, PERHAPS_SENT));

/** Asked, and nobody answered; or the program ended before the answer. */
export const isUnsure = ({ delivery: { attempts, state, answer } }: Item) => state === 'sending' || (attempts > 0 && answer === '');
