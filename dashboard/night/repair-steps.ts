import type { WorkAnswer, WorkItem } from '../../api/schemas/work.ts';
import { reachedStep, REPAIR_STEPS, type RepairStep } from '../tonight/work-standing.ts';

/** What is to be repaired, step by step; of each leaks first, then meters. Steps where nothing stands are left out. */
export function byStep({
  leaks,
  meters,
  other,
  done,
}: Pick<WorkAnswer, 'leaks' | 'meters' | 'other' | 'done'>): { step: RepairStep; items: WorkItem[] }[] {
  const pending = [...leaks, ...meters, ...other];
  return REPAIR_STEPS.map((step, index) => ({
    step,
    items: step === 'accepted' ? [...done] : pending.filter(({ stage }) => reachedStep(stage) === index),
  })).filter(({ items }) => items.length > 0);
}
