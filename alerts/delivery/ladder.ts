import type { Alert } from '../../domain/alert.ts';
import type { AlertEvent } from '../../domain/handling.ts';
import type { Delivery, Message, NewDelivery } from '../../domain/message.ts';
import { line, nextAddress, planRung } from './plan.ts';
import { type Crew, ladderOf } from './recipients.ts';

/** An urgent alert and all that was said and sent about it. */
export interface Call {
  /** As it is now. */
  alert: Alert;
  /** Its messages, oldest first. */
  messages: readonly Message[];
  /** Of all of them. */
  deliveries: readonly Delivery[];
  events: readonly AlertEvent[];
}

export interface Climb {
  /** Undefined: nobody has to be called. */
  message: Message | undefined;
  /** To be written now. */
  deliveries: NewDelivery[];
  /** When to look again; undefined: nothing will come by time alone. */
  nextAt: number | undefined;
}

const MINUTE_MS = 60_000;
const REST: Climb = { message: undefined, deliveries: [], nextAt: undefined };

/**
 * Calls the next one when nobody has taken an urgent alert. It ends when somebody answers, whatever the answer, and when the alert is
 * over. Everything is read from what is written, so that a restart changes nothing; each rung counts from when the one before
 * it was called, so that a clock that was set calls one more person at most.
 *
 * A person whose first address failed for good, or has taken nothing in the minutes of the first rung, is tried at the next one.
 *
 * @param escalateMinutes after the first call: when the next duties are called
 */
export function climb(call: Call, crew: Crew, escalateMinutes: readonly number[]): Climb {
  const message = call.messages.findLast(({ kind }) => kind === 'opened' || kind === 'reopened');
  if (!message || call.alert.state !== 'open' || message.urgency !== 'now' || isTaken(call.events, message)) return REST;
  const sent = call.deliveries.filter((delivery) => delivery.message === message.id);
  if (sent.length === 0) return REST;
  const next = nextRung(message, sent, crew, escalateMinutes);
  const others = otherAddresses(message, sent, crew, (escalateMinutes[0] ?? 0) * MINUTE_MS);
  const deliveries = [...others.deliveries, ...next.deliveries];
  return { message, deliveries, nextAt: earliest(others.nextAt, next.nextAt) };
}

/** Somebody has answered since people were told. The meter's word is nobody's answer. */
export function isTaken(events: readonly AlertEvent[], { createdAt }: Pick<Message, 'createdAt'>): boolean {
  return events.some(({ by, at, recordedAt }) => by !== 'meter' && Math.max(at, recordedAt) >= createdAt);
}

type Part = Pick<Climb, 'deliveries' | 'nextAt'>;

function nextRung(message: Message, sent: readonly Delivery[], crew: Crew, escalateMinutes: readonly number[]): Part {
  const reached = Math.max(...sent.map(({ rung }) => rung));
  if (reached + 1 >= ladderOf(message, crew).length) return { deliveries: [], nextAt: undefined };
  const own = sent.filter(({ rung }) => rung === reached);
  const step = (escalateMinutes[reached] ?? escalateMinutes.at(-1) ?? 0) - (escalateMinutes[reached - 1] ?? 0);
  const dueAt = Math.min(...own.map(({ createdAt }) => createdAt)) + Math.max(step, 1) * MINUTE_MS;
  // Nobody of the rung will hear of it; or the clock was set back since it was called.
  const isLost = own.every(isOver) && own.every((delivery) => !hasNext(delivery, sent, crew));
  const isDue = isLost || dueAt <= crew.now || own.every(({ createdAt }) => createdAt > crew.now + MINUTE_MS);
  return isDue ? { deliveries: planRung(message, crew, reached + 1, sent), nextAt: undefined } : { deliveries: [], nextAt: dueAt };
}

const isOver = ({ state }: Delivery) => state === 'failed' || state === 'dropped';

function hasNext({ person: id }: Delivery, sent: readonly Delivery[], crew: Crew): boolean {
  const person = crew.people.find((one) => one.id === id);
  return person !== undefined && nextAddress(person, crew, sent) !== undefined;
}

function otherAddresses(message: Message, sent: readonly Delivery[], crew: Crew, patienceMs: number): Part {
  const deliveries: NewDelivery[] = [];
  let nextAt: number | undefined;
  for (const id of new Set(sent.map(({ person }) => person))) {
    const person = crew.people.find((one) => one.id === id);
    const own = sent.filter((delivery) => delivery.person === id);
    if (!person || own.some(({ state }) => state === 'accepted' || state === 'merged')) continue;
    const next = nextAddress(person, crew, sent);
    if (!next) continue;
    const last = own.reduce((a, b) => (b.createdAt > a.createdAt ? b : a));
    const dueAt = isOver(last) ? crew.now : last.createdAt + patienceMs;
    if (dueAt <= crew.now) deliveries.push(line(message, crew, { address: next.id, person: person.id, rung: last.rung, dueAt: crew.now }));
    else nextAt = earliest(nextAt, dueAt);
  }
  return { deliveries, nextAt };
}

function earliest(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined ? b : b === undefined ? a : Math.min(a, b);
}
