import type { TrustAnswer } from '../../api/schemas/tonight.ts';

/** As alerts/night/recall.ts counts. */
export const LEAST_CHECKED = 10;

/** Which sentence the page says about what the lists miss, and its values. @returns a key of `accuracy.recall` */
export function recallSentence({ value, low, checked, foundOn }: TrustAnswer['recall']): {
  key: 'tooFew' | 'nothing' | 'known' | 'allFound';
  checked: number;
  foundOn: number;
  missing: number;
} {
  const said = { checked, foundOn, missing: Math.max(0, LEAST_CHECKED - checked) };
  if (checked < LEAST_CHECKED) return { key: 'tooFew', ...said };
  if (value === null || low === null) return { key: 'nothing', ...said };
  return { key: foundOn === 0 ? 'allFound' : 'known', ...said };
}

/** So many of ten, in words that people use: 0.74 → 7. Never more than is known: rounded down. */
export const outOfTen = (share: number): number => Math.floor(share * 10 + 1e-9);
