import type { Delivery } from '../../domain/message.ts';
import type { Outcome } from '../channels/channel.ts';
import type { Bucket } from './bucket.ts';
import { chooseNext } from './choose.ts';
import { loadCrew } from './load-crew.ts';
import { loadItems } from './load-items.ts';
import { answered, dropped, isSentAgain, isUnsure, perhapsSent, sending } from './outcomes.ts';
import { parcelOf } from './parcel.ts';
import { crowdedMs } from './patience.ts';
import type { Planner } from './planner.ts';
import type { DeliveryDeps, SealedAddress } from './ports.ts';
import { ladderOf, peopleOf } from './recipients.ts';
import type { OpenAddress } from './senders.ts';
import { type Item, whyNot } from './still-needed.ts';

const HOUR_MS = 3_600_000;
/** Beyond the cap of a school an address hears everything in one, this often. */
const CAPPED_EVERY_MS = { now: 60_000, later: 10 * 60_000 };
/** After nobody answered, whatever the next attempt of the message itself is. */
const MOST_SILENCE_MS = 60_000;

/** An address with what is known of its road. */
export interface Counter {
  address: SealedAddress;
  opened: OpenAddress;
  bucket: Bucket;
  /** On the clock that is never set; −∞: not since the start. */
  lastSentAt: number;
  /** Keeps away from a crowded minute until then; on the same clock. */
  holdUntil: number;
}

export type Dispatch = (counter: Counter, due: readonly Delivery[]) => Promise<{ again: boolean; waitMs: number }>;

/** Sends one parcel to one address: looks whether it is still needed, chooses, writes, sends, writes. */
export function createDispatch(deps: DeliveryDeps, planner: Pick<Planner, 'afterFailure'>): Dispatch {
  const { records, schools, perHour, publicUrl, now, monotonic, random, log } = deps;
  const { outbox } = records;

  async function needed(items: readonly Item[], counter: Counter): Promise<Item[]> {
    const kept: Item[] = [];
    const gone: Delivery[] = [];
    for (const item of items) {
      const wasTold = item.message.kind === 'recovered' && (await hasAccepted(item));
      const why = whyNot(item, wasTold, now());
      if (why) gone.push(dropped(item, why));
      else kept.push(item);
    }
    const lost = leftBehind(kept, counter.opened.definition.knowsRepeats);
    await outbox.save([...gone, ...perhapsSent(lost)]);
    return kept.filter((item) => !lost.includes(item));
  }

  async function hasAccepted({ delivery, message }: Item): Promise<boolean> {
    const { site, alert } = message;
    const all = alert ? await outbox.deliveries({ site, alert: alert.id, limit: 1000 }) : [];
    return all.some(
      ({ address, state, message: id }) => address === delivery.address && id < message.id && (state === 'accepted' || state === 'merged'),
    );
  }

  async function send({ opened, address }: Counter, items: readonly Item[]): Promise<{ group: Delivery[]; outcome: Outcome }> {
    const { site } = address;
    const school = (await schools()).get(site)!;
    const first = items[0]!.delivery;
    const people = await records.people.list();
    const isRepeat = items.some(isUnsure);
    const parcel = parcelOf(items, school, {
      id: `${site}-${first.carrier ?? first.id}`,
      language: opened.language,
      publicUrl,
      isGuard: people.find(({ id }) => id === address.person)?.role === 'guard',
      mentions: address.person === null ? await mentionsOf(items) : [],
      isRepeat,
    });
    const group = sending(items, now());
    await outbox.save(group);
    return { group, outcome: await opened.sender.send(parcel) };
  }

  /** Phones of those on duty, for groups: of what cannot wait. */
  async function mentionsOf(items: readonly Item[]): Promise<string[]> {
    const [urgent] = items.filter(({ message: { urgency } }) => urgency === 'now' || urgency === 'tonight');
    const crew = urgent && (await loadCrew(deps, urgent.message));
    const duty = crew && ladderOf(urgent.message, crew)[urgent.delivery.rung];
    if (!crew || duty === undefined) return [];
    return peopleOf(duty, urgent.message, crew).flatMap(({ phone }) => phone ?? []);
  }

  return async (counter, due) => {
    const { bucket, opened, address } = counter;
    if (!(await schools()).has(address.site)) return { again: false, waitMs: HOUR_MS };
    const items = await needed(await loadItems(deps, due), counter);
    if (items.length === 0) return { again: false, waitMs: Number.POSITIVE_INFINITY };
    const isUrgent = items.some(({ message }) => message.urgency === 'now');
    const isCapped = (await outbox.acceptedSince(address.site, now() - HOUR_MS)) >= perHour;
    const waitMs = Math.max(bucket.waitMs(monotonic()), isCapped ? cappedMs(counter, isUrgent) : 0, isUrgent ? 0 : heldMs(counter));
    if (waitMs > 0) return { again: false, waitMs };
    const { perMinute } = opened.definition;
    const chosen = chooseNext(items, { left: bucket.left(monotonic()), perMinute, isCapped });
    bucket.take(monotonic());
    counter.lastSentAt = monotonic();
    const { group, outcome } = await send(counter, chosen);
    const after = answered(group, outcome, now(), random);
    await outbox.save(after);
    if (outcome.kind === 'retry') bucket.blockUntil(monotonic() + (outcome.afterMs ?? Math.min(MOST_SILENCE_MS, after[0]!.dueAt - now())));
    if (outcome.kind !== 'accepted')
      log.warn({ address: address.id, channel: address.channel, outcome: outcome.kind }, `a message was not taken: ${outcome.why.en}`);
    for (const failed of after.filter(({ state }) => state === 'failed')) await planner.afterFailure(failed);
    return { again: true, waitMs: 0 };
  };

  function cappedMs({ lastSentAt }: Counter, isUrgent: boolean): number {
    return Math.max(0, lastSentAt + (isUrgent ? CAPPED_EVERY_MS.now : CAPPED_EVERY_MS.later) - monotonic());
  }

  function heldMs(counter: Counter): number {
    if (!counter.opened.definition.avoidsFullHours) return 0;
    const crowded = crowdedMs(now(), 'today', random);
    if (crowded > 0 && counter.holdUntil <= monotonic()) counter.holdUntil = monotonic() + crowded;
    return Math.max(0, counter.holdUntil - monotonic());
  }
}

/** Of what a killed process left on its way, what is not sent again. */
function leftBehind(items: readonly Item[], knowsRepeats: boolean): Item[] {
  const left = items.filter(({ delivery }) => delivery.state === 'sending');
  return left.filter(({ delivery }) => {
    const id = delivery.carrier ?? delivery.id;
    return !isSentAgain(
      left.filter(({ delivery: other }) => (other.carrier ?? other.id) === id),
      knowsRepeats,
    );
  });
}
