import { ruleOf } from '../../analysis/registry.ts';
import type { Alert } from '../../domain/alert.ts';
import { DEFAULT_PRICES } from '../../domain/cost.ts';
import { inOrder, type Stage, stageOf } from '../../domain/handling.ts';
import type { LocalTime } from '../../domain/local-time.ts';
import type { MessageText } from '../../domain/message.ts';
import type { SitePlan } from '../../domain/site.ts';
import { dayWords, type Sentence } from '../../domain/words.ts';
import { placeOf, sentenceOf } from '../sentence.ts';
import { counted } from './amounts.ts';
import { isLeak } from './leaks.ts';
import type { EventsByAlert } from './round-tally.ts';
import { waitingWords } from './waiting.ts';

/** What the electrician has to do something about. `meter`: silent, stuck or lying. */
export const WORK_KINDS = ['leak', 'meter', 'other'] as const;
export type WorkKind = (typeof WORK_KINDS)[number];

export interface Work {
  kind: WorkKind;
  alert: Alert;
  stage: Stage;
  /** The last word about it; null: nobody said anything. */
  saidAt: number | null;
}

/** Somebody said that he deals with it: it stays on the list until the meter, or a person, says that it is done. */
const IN_REPAIR: readonly Stage[] = ['reported', 'handling', 'repaired', 'still_on'];
const DONE: readonly Stage[] = ['accepted', 'false_alarm'];

export function workKindOf({ rule }: Pick<Alert, 'rule'>): WorkKind {
  if (isLeak({ rule })) return 'leak';
  return ruleOf(rule)?.about === 'meter' ? 'meter' : 'other';
}

/** Rules whose findings somebody has to repair; a burst is the guard's by night and the electrician's from then on. */
export const isWork = ({ rule }: Pick<Alert, 'rule'>) => ruleOf(rule)?.audience === 'maintainer' || isLeak({ rule });

/**
 * What is not done yet: leaks first, the largest in front, then meters, then the rest, each by how long it goes on.
 *
 * @param alerts open ones, and those that somebody said something about
 */
export function workOf(alerts: readonly Alert[], events: EventsByAlert): Work[] {
  return alerts
    .filter(isWork)
    .map((alert) => toWork(alert, events))
    .filter(isPending)
    .toSorted(byKind);
}

function toWork(alert: Alert, events: EventsByAlert): Work {
  const words = inOrder(events.get(alert.id) ?? []);
  return { kind: workKindOf(alert), alert, stage: stageOf(words), saidAt: words.at(-1)?.at ?? null };
}

/** What is not sure sends nobody; it stands in the digest. */
function isPending({ alert: { state, finding }, stage }: Work): boolean {
  if (DONE.includes(stage) || state === 'withdrawn') return false;
  return IN_REPAIR.includes(stage) || ((state === 'open' || state === 'no_data') && finding.isFirm !== false);
}

function byKind(a: Work, b: Work): number {
  const flow = ({ kind, alert }: Work) => (kind === 'leak' ? (alert.finding.rate?.value ?? 0) : 0);
  return (
    WORK_KINDS.indexOf(a.kind) - WORK_KINDS.indexOf(b.kind) ||
    flow(b) - flow(a) ||
    a.alert.finding.startAt - b.alert.finding.startAt ||
    (a.alert.id < b.alert.id ? -1 : 1)
  );
}

/** Done by the meter's word, or a person's, since an instant; the newest first. */
export function doneSince(alerts: readonly Alert[], events: EventsByAlert, sinceAt: number): Work[] {
  return alerts
    .filter(isWork)
    .map((alert) => toWork(alert, events))
    .filter(({ stage, saidAt }) => DONE.includes(stage) && saidAt !== null && saidAt >= sinceAt)
    .toSorted((a, b) => b.saidAt! - a.saidAt!);
}

/** More lines than this nobody reads on a phone. */
const MOST_LINES = 12;

const STILL_THERE: Sentence = { zh: '说修好了，表上还在', en: 'said to be repaired, and still there by the meter' };
const STAGE_WORDS: Partial<Record<Stage, Sentence>> = {
  reported: { zh: '已上报', en: 'reported' },
  handling: { zh: '处理中', en: 'being handled' },
  repaired: { zh: '已修好，等表验收', en: 'repaired, the meter has not accepted it yet' },
  still_on: STILL_THERE,
};
/** A whole night lies between, and the meter shows it still. */
const HELD_MS = 24 * 3_600_000;

function stageWords({ alert, stage, saidAt }: Work, now: number): Sentence | undefined {
  const isBack = stage === 'repaired' && alert.state === 'open' && saidAt !== null && now - saidAt > HELD_MS;
  return isBack ? STILL_THERE : STAGE_WORDS[stage];
}

/** The morning's list for the electrician as a message; undefined: nothing is to be done. */
export function workMessage(work: readonly Work[], plan: SitePlan, local: LocalTime, now: number): MessageText | undefined {
  if (work.length === 0) return undefined;
  const day = dayWords(local.dayOf(now));
  const count = (kind: WorkKind) => work.filter((entry) => entry.kind === kind).length;
  const parts: (Sentence | false)[] = [
    count('leak') > 0 && { zh: `漏水 ${count('leak')} 处`, en: counted(count('leak'), 'leak') },
    count('meter') > 0 && { zh: `表计 ${count('meter')} 块`, en: counted(count('meter'), 'meter') },
    count('other') > 0 && { zh: `其他 ${count('other')} 项`, en: `${count('other')} more` },
  ];
  const there = parts.filter((part) => part !== false);
  const more = work.length - MOST_LINES;
  return {
    title: {
      zh: `${day.zh}维修单：${there.map(({ zh }) => zh).join('，')}`,
      en: `Work of ${day.en}: ${there.map(({ en }) => en).join(', ')}`,
    },
    lines: [
      ...work.slice(0, MOST_LINES).map((entry, index) => workLine(entry, index + 1, plan, local, now)),
      ...(more > 0 ? [{ zh: `另有 ${more} 项，见维修页。`, en: `${more} more on the page.` }] : []),
    ],
  };
}

/** `1. 实验楼夜间持续出水，…请检查冲水箱和龙头。每天约 9.2 元，自周二已 412 元（处理中）` */
function workLine(work: Work, number: number, plan: SitePlan, local: LocalTime, now: number): Sentence {
  const { alert } = work;
  const { finding, meter } = alert;
  const sentence = sentenceOf(finding, placeOf(plan, meter, finding.others), local);
  const waiting = isLeak(alert) ? waitingWords(finding, plan.prices ?? DEFAULT_PRICES, now, local) : null;
  const how = stageWords(work, now);
  return {
    zh: `${number}. ${sentence.zh}${waiting ? `${waiting.zh}。` : ''}${how ? `（${how.zh}）` : ''}`,
    en: `${number}. ${sentence.en}${waiting ? ` ${capital(waiting.en)}.` : ''}${how ? ` (${how.en})` : ''}`,
  };
}

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
