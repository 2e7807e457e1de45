import type { Alert } from '../../domain/alert.ts';
import type { Message, MessageText } from '../../domain/message.ts';
import type { Sentence } from '../../domain/words.ts';
import { placeOf, sentenceOf } from '../sentence.ts';
import type { SchoolWords } from './message-words.ts';

/** What programs are told about a message of an alert: everything that they need, so that they ask nobody. */
export interface AlertFacts extends Pick<Message, 'id' | 'kind' | 'site' | 'audience' | 'urgency'> {
  alert: string;
  rule: Alert['rule'];
  state: Alert['state'];
  night: string;
  meter: string;
  building: string | null;
  space: string | null;
  /** ISO instants. */
  startAt: string;
  endAt: string | null;
  rate: Alert['finding']['rate'];
  wasted: Alert['finding']['wasted'];
  sentence: Sentence;
}

/** Of a message that is about no single alert, such as a digest. */
export interface TextFacts extends Pick<Message, 'id' | 'kind' | 'site' | 'audience' | 'urgency'>, MessageText {
  alert: null;
  /** ISO instant. */
  createdAt: string;
}

/** @param now the alert as it is at this moment; undefined: as it was when the message was made */
export function messageFacts(message: Message, { plan, local }: SchoolWords, now?: Alert): AlertFacts | TextFacts {
  const { id, kind, site, audience, urgency } = message;
  const head = { id, kind, site, audience, urgency };
  const alert = now ?? message.alert;
  if (!alert) {
    const { title, lines } = message.text ?? { title: { zh: '', en: '' }, lines: [] };
    return { ...head, alert: null, createdAt: new Date(message.createdAt).toISOString(), title, lines };
  }
  const { finding } = alert;
  const meter = plan.meters.find((entry) => entry.id === alert.meter);
  return {
    ...head,
    alert: alert.id,
    rule: alert.rule,
    state: alert.state,
    night: alert.night,
    meter: alert.meter,
    building: meter?.building ?? null,
    space: meter?.space ?? null,
    startAt: new Date(finding.startAt).toISOString(),
    endAt: finding.endAt === undefined ? null : new Date(finding.endAt).toISOString(),
    rate: finding.rate,
    wasted: finding.wasted,
    sentence: sentenceOf(finding, placeOf(plan, alert.meter, finding.others), local),
  };
}
