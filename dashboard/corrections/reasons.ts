import type { Statement } from '../../api/schemas/corrections.ts';
import type { DeclarationKind } from '../../domain/declaration.ts';

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
  setting: ['tooMany', 'missed', 'special', 'tried'],
  exclusion: ['filling', 'renovation', 'repair'],
  permit: ['event', 'overtime', 'duty'],
  change: ['repaired', 'equipment', 'schedule'],
  end: ['overEarly', 'mistake'],
} as const satisfies Record<Statement['kind'] | 'undo' | DeclarationKind | 'setting' | 'end', readonly string[]>;
export type ReasonsFor = keyof typeof REASONS;
