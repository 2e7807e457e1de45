import { ruleOf } from '../../analysis/registry.ts';
import type { Alert } from '../../domain/alert.ts';
import type { LocalTime } from '../../domain/local-time.ts';
import type { Message, MessageKind, MessageText } from '../../domain/message.ts';
import type { SitePlan } from '../../domain/site.ts';
import { type Sentence, where } from '../../domain/words.ts';
import { placeOf, sentenceOf } from '../sentence.ts';

/** Plan and clock of a site. */
export interface SchoolWords {
  plan: SitePlan;
  local: LocalTime;
}

const LEAD: Partial<Record<MessageKind, Sentence>> = {
  reopened: { zh: '再次出现：', en: 'Again: ' },
  recovered: { zh: '已恢复：', en: 'Ended: ' },
  still_on: { zh: '仍在运行：', en: 'Still running: ' },
};
const NO_LEAD: Sentence = { zh: '', en: '' };

/** Words before what an alert is about; empty when it has just begun. */
export const leadOf = (kind: MessageKind): Sentence => LEAD[kind] ?? NO_LEAD;

/**
 * Title and lines of a message in both languages.
 *
 * @param now the alert as it is at this moment; undefined: as it was when the message was made
 * @example title `再次出现：空调未关 · 教学楼B 三楼 301`
 */
export function wordsOf(message: Pick<Message, 'kind' | 'alert' | 'text'>, { plan, local }: SchoolWords, now?: Alert): MessageText {
  if (message.text) return message.text;
  const alert = now ?? message.alert;
  if (!alert) return { title: { zh: '没有内容的消息', en: 'A message without words' }, lines: [] };
  const lead = leadOf(message.kind);
  const name = ruleOf(alert.rule)?.name ?? { zh: alert.rule, en: alert.rule };
  const place = placeOfAlert(alert, plan);
  return {
    title: { zh: `${lead.zh}${name.zh} · ${place.zh}`, en: `${lead.en}${name.en} · ${place.en}` },
    lines: [sentenceOf(alert.finding, placeOf(plan, alert.meter, alert.finding.others), local, alert.state === 'expired')],
  };
}

/** Building, floor, room. */
export function placeOfAlert(alert: Pick<Alert, 'meter'>, plan: SitePlan): Sentence {
  const { zh, en } = where(placeOf(plan, alert.meter));
  return { zh: zh.trim(), en };
}
