import type { NightWord, RepairWord, UseReason } from '../../domain/handling.ts';
import type { SpotResult } from '../../domain/round.ts';
import type { KeptAnswer } from './outbox.ts';
import { words } from './words/index.ts';

/** What was said, as it stood on the button. */
export function answerWords({ kind, word, reason }: Pick<KeptAnswer, 'kind' | 'word' | 'reason'>): string {
  if (kind === 'spot') return words.value.spot[word as SpotResult];
  if (kind === 'repair') return words.value.repair[word as RepairWord];
  const said = words.value.answer[word as NightWord];
  return reason === null ? said : `${said} · ${words.value.reason[reason as UseReason]}`;
}
