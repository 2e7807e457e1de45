import type { Statement } from '../../api/schemas/corrections.ts';

/** Reasons that need no typing, by what they are for; their words stand in the catalogs under `reason`. */
export const REASONS = {
  step: ['seen', 'compared', 'gateway', 'unsure'],
  exchange: ['due', 'broken', 'larger', 'tested'],
  ratio: ['replaced', 'wrong'],
  place: ['moved', 'wrong'],
  parent: ['rewired', 'wrong'],
  outage: ['repair', 'rebuilding', 'unused'],
  spread: ['report', 'holiday'],
  undo: ['mistake', 'learned'],
} as const satisfies Record<Statement['kind'] | 'undo', readonly string[]>;
export type ReasonsFor = keyof typeof REASONS;
