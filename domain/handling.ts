import type { Alert } from './alert.ts';

/**
 * What people, and afterwards the meter, said about an alert. What the detectors see stays in `Alert.state`: a replay of the
 * night gives the same state whatever was answered; how it is handled is computed from these words.
 *
 * The guard: `claimed` 我去看, `off` 已关闭, `in_use` 正常使用, `no_access` 无法进入, `false_alarm` 误报.
 * The repair (发现-上报-处理-验收): the alert itself is 发现; `reported` 上报, `handling` 处理, `repaired` 已修好, `false_alarm`.
 * The meter: `confirmed` off by its readings; `still_on` it ran again in the watch; `accepted` 验收, the repair holds.
 * The office: `permit_approved`, `permit_refused` after `in_use`.
 */
export const WORDS_ABOUT_ALERTS = [
  'claimed',
  'off',
  'in_use',
  'no_access',
  'false_alarm',
  'reported',
  'handling',
  'repaired',
  'confirmed',
  'still_on',
  'accepted',
  'permit_approved',
  'permit_refused',
] as const;
export type AlertWord = (typeof WORDS_ABOUT_ALERTS)[number];

export const NIGHT_WORDS = ['claimed', 'off', 'in_use', 'no_access', 'false_alarm'] as const satisfies readonly AlertWord[];
export type NightWord = (typeof NIGHT_WORDS)[number];
export const REPAIR_WORDS = ['reported', 'handling', 'repaired', 'false_alarm'] as const satisfies readonly AlertWord[];
export type RepairWord = (typeof REPAIR_WORDS)[number];

/** Why a room is in normal use: buttons, because nobody types at midnight. */
export const USE_REASONS = ['working_late', 'duty_room', 'event', 'equipment', 'boarders', 'other'] as const;
export type UseReason = (typeof USE_REASONS)[number];

export interface AlertEvent {
  /** Made where it was said: the same word sent twice is one. */
  id: string;
  site: string;
  alert: string;
  word: AlertWord;
  /** When it was said or measured: of an answer given offline its true time. */
  at: number;
  recordedAt: number;
  /** Account, or `meter`. */
  by: string;
  byName: string;
  reason: UseReason | null;
  /** Free words of whoever can type; '' mostly. */
  note: string;
  photo: string | null;
  /** Of `confirmed`: what was avoided until opening time. */
  avoided: { kwh: number; fen: number } | null;
  /** Of `confirmed` and `still_on`: power above normal that decided, kW (L/h of water). */
  rate: number | null;
}

/**
 * How an alert is handled. `verifying`: said to be off, the meter has not confirmed it; `still_on`: it has denied it;
 * `asked`: normal use, the office has not approved it yet.
 */
export const STAGES = [
  'unanswered',
  'claimed',
  'verifying',
  'still_on',
  'confirmed',
  'asked',
  'permitted',
  'refused',
  'no_access',
  'false_alarm',
  'reported',
  'handling',
  'repaired',
  'accepted',
] as const;
export type Stage = (typeof STAGES)[number];

/** How an alert stands after a word. */
export const STAGE_OF: Readonly<Record<AlertWord, Stage>> = {
  claimed: 'claimed',
  off: 'verifying',
  in_use: 'asked',
  no_access: 'no_access',
  false_alarm: 'false_alarm',
  reported: 'reported',
  handling: 'handling',
  repaired: 'repaired',
  confirmed: 'confirmed',
  still_on: 'still_on',
  accepted: 'accepted',
  permit_approved: 'permitted',
  permit_refused: 'refused',
};

/** After `off` the meter is watched so long: a satisfied fixed-speed unit stands still for up to 40 minutes (domain note 5.4). */
export const WATCH_MS = 45 * 60_000;

/** Order in which words count: by when they were said, the meter after people at the same instant. */
export function inOrder(events: readonly AlertEvent[]): AlertEvent[] {
  return events.toSorted((a, b) => a.at - b.at || a.recordedAt - b.recordedAt || (a.id < b.id ? -1 : 1));
}

/** The last word decides. @param events of one alert */
export function stageOf(events: readonly AlertEvent[]): Stage {
  const last = inOrder(events).at(-1);
  return last ? STAGE_OF[last.word] : 'unanswered';
}

/** Whether somebody still has to go there: nobody answered, or what was said did not hold. */
export function needsSomebody({ state }: Pick<Alert, 'state'>, stage: Stage): boolean {
  return (state === 'open' || state === 'no_data') && ['unanswered', 'claimed', 'still_on', 'refused'].includes(stage);
}
