import type { Stage } from '../../domain/handling.ts';

export interface StageSign {
  mark: string;
  /** `good`: the meter or the office agrees; `bad`: somebody has to go there again. */
  tone: 'good' | 'bad' | 'plain' | 'calm';
}

const SIGNS: Readonly<Record<Stage, StageSign>> = {
  unanswered: { mark: '○', tone: 'plain' },
  claimed: { mark: '→', tone: 'plain' },
  verifying: { mark: '…', tone: 'plain' },
  still_on: { mark: '▲', tone: 'bad' },
  confirmed: { mark: '✓', tone: 'good' },
  asked: { mark: '?', tone: 'plain' },
  permitted: { mark: '✓', tone: 'calm' },
  refused: { mark: '▲', tone: 'bad' },
  no_access: { mark: '×', tone: 'plain' },
  false_alarm: { mark: '×', tone: 'calm' },
  reported: { mark: '→', tone: 'plain' },
  handling: { mark: '→', tone: 'plain' },
  repaired: { mark: '…', tone: 'plain' },
  accepted: { mark: '✓', tone: 'good' },
};

/** The sign before the word of a stage; of what went off by itself before anybody answered a calm one. */
export function signOf(stage: Stage, isOver: boolean): StageSign {
  return stage === 'unanswered' && isOver ? { mark: '–', tone: 'calm' } : SIGNS[stage];
}
