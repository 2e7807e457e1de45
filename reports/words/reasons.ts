import type { Sentence } from '../../domain/words.ts';
import type { MonthTalk } from './month-lines.ts';

/** After a holiday of silent meters there may be a reason a meter: these are told, the others counted. All stand in the XLSX. */
const MOST_REASONS = 10;

/** Why two versions differ, as lines. */
export function reasonLines({ words, say }: Pick<MonthTalk, 'words' | 'say'>, reasons: readonly Sentence[]): string[] {
  const more = reasons.length - MOST_REASONS;
  const told = reasons.slice(0, MOST_REASONS).map(say);
  return more > 0 ? [...told, words.changes.more(more)] : told;
}
