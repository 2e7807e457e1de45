import type { WorkItem } from '../../api/schemas/work.ts';
import { REPAIR_WORDS, type RepairWord, type Stage } from '../../domain/handling.ts';
import type { KeptAnswer } from './outbox.ts';

/** 发现 → 上报 → 处理 → 已修好 → 验收 */
export const REPAIR_STEPS = ['found', 'reported', 'handling', 'repaired', 'accepted'] as const;
export type RepairStep = (typeof REPAIR_STEPS)[number];

/** What the server knows, and over it what was said here and is still on the phone. @param kept without refused ones, in order */
export function repairStage({ stage }: Pick<WorkItem, 'stage'>, kept: readonly KeptAnswer[]): Stage {
  const said = kept[kept.length - 1]?.word;
  return REPAIR_WORDS.find((word) => word === said) ?? stage;
}

/** How far along the line: index of the step that is reached. */
export function reachedStep(stage: Stage): number {
  const index = (REPAIR_STEPS as readonly string[]).indexOf(stage);
  return Math.max(0, index);
}

/** Words that still make sense: nobody reports what he has in hand; what did not hold is in hand again. */
export function wordsLeft(stage: Stage): RepairWord[] {
  if (stage === 'repaired') return ['handling', 'repaired', 'false_alarm'];
  const done = reachedStep(stage);
  return REPAIR_WORDS.filter((word) => word === 'false_alarm' || (REPAIR_STEPS as readonly string[]).indexOf(word) > done);
}
