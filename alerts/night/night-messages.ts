import { ruleOf } from '../../analysis/registry.ts';
import type { Rule } from '../../domain/finding.ts';
import type { MessageText, NewMessage } from '../../domain/message.ts';
import type { Round } from '../../domain/round.ts';
import type { Sentence } from '../../domain/words.ts';
import { listText, type ListSources, blindNote, stopLine } from './list-text.ts';
import type { StopSources } from './stop-facts.ts';
import type { TrustTally } from './trust.ts';

type Told = Pick<NewMessage, 'site' | 'createdAt'>;

const toGuard = ({ site, createdAt }: Told, kind: NewMessage['kind'], key: string, text: MessageText): NewMessage => ({
  site,
  kind,
  key,
  createdAt,
  urgency: 'tonight',
  audience: 'guard',
  alert: null,
  text,
  link: '/tonight',
});

export function listMessage(round: Round, sources: ListSources): NewMessage {
  const { site, night, number, frozenAt: createdAt } = round;
  return toGuard({ site, createdAt }, 'list', `list:${night}:${number}`, listText(round, sources));
}

/**
 * What came on to the list, and what can be seen no more. Undefined: there is nothing to tell.
 *
 * @param added     ids of alerts
 * @param newlyBlind meters that could be judged when the list was made
 */
export function addedMessage(
  round: Round,
  added: readonly string[],
  newlyBlind: readonly string[],
  sources: StopSources,
): NewMessage | undefined {
  const lines = round.stops.flatMap((stop, index) =>
    stop.alerts.some((alert) => added.includes(alert)) ? (stopLine(stop, index + 1, sources) ?? []) : [],
  );
  const blind = newlyBlind.length > 0 ? blindNote(round.blind, sources.ground) : undefined;
  if (lines.length === 0 && !blind) return undefined;
  const count = lines.length;
  const what = count > 0 ? [{ zh: `新增 ${count} 处`, en: count === 1 ? '1 more stop' : `${count} more stops` }] : [];
  const parts: Sentence[] = [...what, ...(blind ? [blind] : [])];
  const clock = sources.ground.local.clockOf(sources.now);
  const title = {
    zh: `巡查 ${clock} 复查：${parts.map(({ zh }) => zh).join('，')}`,
    en: `Round, checked again at ${clock}: ${parts.map(({ en }) => en).join(', ')}`,
  };
  const key = `added:${round.night}:${round.number}:${[...added, ...newlyBlind].toSorted().join(' ')}`;
  return toGuard({ site: round.site, createdAt: sources.now }, 'added', key, { title, lines });
}

export function reminderMessage(round: Round, stops: number, now: number): NewMessage {
  const title = { zh: `今晚巡查还没有人处理，${stops} 处等着去`, en: `Nobody has answered tonight's round: ${stops} stops wait` };
  return toGuard({ site: round.site, createdAt: now }, 'reminder', `reminder:${round.night}`, { title, lines: [] });
}

/** To the logistics head, in the morning: nobody walked. */
export function missedMessage(round: Round, stops: number, now: number): NewMessage {
  const day = round.night.slice(5);
  const title = { zh: `${day} 夜间巡查没有人反馈`, en: `Night round of ${day}: nobody answered` };
  const line = {
    zh: `清单上 ${stops} 处一处都没有反馈，请了解原因。`,
    en: `None of the ${stops} stops on the list was answered. Please find out why.`,
  };
  return {
    ...toGuard({ site: round.site, createdAt: now }, 'missed', `missed:${round.night}`, { title, lines: [line] }),
    urgency: 'today',
    audience: 'logistics',
    link: '/rounds',
  };
}

export function demotedMessage(told: Told, night: string, rule: Rule, { answers, right }: TrustTally): NewMessage {
  const name = ruleOf(rule)?.name ?? { zh: rule, en: rule };
  const title = { zh: `“${name.zh}”改入早报`, en: `"${name.en}" goes to the digest` };
  const line = {
    zh: `近 30 夜 ${answers} 次反馈中只有 ${right} 次属实，不再发给巡查，先放在早报里；旧反馈满 30 夜后自动恢复。请检查它的告警线。`,
    en: `Only ${right} of ${answers} answers of 30 nights were right: it is not on the guard's list any more. It comes back when those answers are 30 nights old. Please check its alert line.`,
  };
  return {
    ...toGuard(told, 'demoted', `demoted:${rule}:${night}`, { title, lines: [line] }),
    urgency: 'today',
    audience: 'logistics',
    link: '/rules',
  };
}
