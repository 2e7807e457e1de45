import type { Address, Delivery, Message, NewDelivery } from '../../domain/message.ts';
import type { Person } from '../../domain/person.ts';
import type { Duty } from '../../domain/roster.ts';
import type { Sentence } from '../../domain/words.ts';
import { addressesOf, type Crew, disturbableAt, groupsOf, ladderOf, peopleOf, wants } from './recipients.ts';

/** Address of the line that says that nobody could be told. */
export const nobody = (who: string | number) => `nobody:${who}`;

const DUTY_WORDS: Readonly<Record<Duty, Sentence>> = {
  guard: { zh: '值班门卫', en: 'guard on duty' },
  second_guard: { zh: '第二门卫', en: 'second guard' },
  electrician: { zh: '值班水电工', en: 'electrician on duty' },
  logistics: { zh: '后勤主任', en: 'logistics head' },
};

/**
 * Who gets a message, when it is made.
 *
 * Single alerts are pushed only when they are urgent: those of the night stand in the list, those of the day in the morning's work
 * list and digest. Of an end hear those who heard of the beginning.
 *
 * @param earlier deliveries of earlier messages about the same alert
 * @returns       first addresses only: the next ones are tried when those fail. Empty: it is no message that is pushed
 */
export function planMessage(message: Message, crew: Crew, earlier: readonly Delivery[]): NewDelivery[] {
  if (message.kind === 'recovered') return message.urgency === 'now' ? toThoseTold(message, crew, earlier) : [];
  const isSingle = message.kind === 'opened' || message.kind === 'reopened';
  return isSingle && message.urgency !== 'now' ? [] : planRung(message, crew, 0);
}

function toThoseTold(message: Message, crew: Crew, earlier: readonly Delivery[]): NewDelivery[] {
  const told = new Map<string, Delivery>();
  for (const delivery of earlier) {
    if (delivery.state !== 'failed' && delivery.state !== 'dropped') told.set(delivery.address, delivery);
  }
  return [...told.values()].map(({ address, person, rung }) => line(message, crew, { address, person, rung, dueAt: crew.now }));
}

/**
 * One rung of the ladder, and the next where nobody of it can be told.
 *
 * @param tried what the message was given to already: nobody hears it twice by the same road
 * @returns     empty when there is no such rung
 */
export function planRung(message: Message, crew: Crew, rung: number, tried: readonly Pick<Delivery, 'address'>[] = []): NewDelivery[] {
  const duty = ladderOf(message, crew)[rung];
  if (duty === undefined) return [];
  const people = peopleOf(duty, message, crew);
  const willing = people.filter((person) => wants(person, message, crew));
  let lines = willing.map((person) => firstLine(message, crew, person, rung));
  for (const { id } of groupsOf(duty, crew)) lines.push(line(message, crew, { address: id, person: null, rung, dueAt: crew.now }));
  if (people.length === 0 && !lines.some(isQueued)) lines.push(nobodyThere(message, crew, rung, duty));
  lines = lines.filter(({ address }) => !tried.some((delivery) => delivery.address === address));
  // Whoever does not want to hear of it could be told.
  const isTold = lines.some(isQueued) || willing.length < people.length;
  return isTold ? lines : [...lines, ...planRung(message, crew, rung + 1, [...tried, ...lines])];
}

const isQueued = ({ state = 'queued' }: NewDelivery) => state === 'queued';

/** The first address of a person; one who has none is named. */
function firstLine(message: Message, crew: Crew, person: Person, rung: number): NewDelivery {
  const [first] = addressesOf(person, crew);
  const dueAt = disturbableAt(person, message, crew, isDuty(message));
  if (first) return line(message, crew, { address: first.id, person: person.id, rung, dueAt });
  const why = { zh: `${person.name}没有接收方式，请为他添加`, en: `${person.name} has no address; add one` };
  return { ...line(message, crew, { address: nobody(person.id), person: person.id, rung, dueAt: crew.now }), state: 'failed', why };
}

/** What the night's round and urgent causes are about is duty; who answers for it has no quiet hours. */
const isDuty = ({ urgency }: Message) => urgency === 'now' || urgency === 'tonight';

function nobodyThere(message: Message, crew: Crew, rung: number, duty: Duty): NewDelivery {
  const words = DUTY_WORDS[duty];
  const why = { zh: `没有可以通知的${words.zh}，请安排值班`, en: `there is no ${words.en} to tell; set the roster` };
  return { ...line(message, crew, { address: nobody(rung), person: null, rung, dueAt: crew.now }), state: 'failed', why };
}

/**
 * The next own address of a person, of those that this message has not tried.
 *
 * @param tried all deliveries of the message
 */
export function nextAddress(person: Person, crew: Crew, tried: readonly Pick<Delivery, 'address'>[]): Address | undefined {
  return addressesOf(person, crew).find(({ id }) => !tried.some(({ address }) => address === id));
}

/**
 * What follows when a delivery has failed for good: the person's next address; the next rung where all have failed.
 *
 * @param sent all deliveries of the message
 */
export function planAfterFailure(message: Message, crew: Crew, failed: Delivery, sent: readonly Delivery[]): NewDelivery[] {
  const person = crew.people.find(({ id }) => id === failed.person);
  const next = person && nextAddress(person, crew, sent);
  if (next) return [line(message, crew, { address: next.id, person: failed.person, rung: failed.rung, dueAt: crew.now })];
  const rung = Math.max(...sent.map((delivery) => delivery.rung));
  return sent.every(({ state }) => state === 'failed') ? planRung(message, crew, rung + 1, sent) : [];
}

export function line(
  { id, site }: Message,
  { now }: Pick<Crew, 'now'>,
  to: Pick<NewDelivery, 'address' | 'person' | 'rung' | 'dueAt'>,
): NewDelivery {
  return { message: id, site, createdAt: now, ...to };
}
