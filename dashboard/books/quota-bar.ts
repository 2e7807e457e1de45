import type { QuotaPaceView } from '../../api/schemas/books.ts';

/** The alert rule tells a quota that is this much ahead of its way. */
const AHEAD = 1.1;

/** How a quota stands, in a word; null: nothing is known. */
export function standingOf(
  { usedShare, dueShare, level, forecast, usedUpOn }: QuotaPaceView,
  amount: number,
): 'fine' | 'ahead' | 'likely' | 'over' | null {
  if (usedShare === null) return null;
  if (usedShare > 1) return 'over';
  // Even with slow weeks, or with little left to correct.
  if (forecast !== null && usedUpOn !== null && (forecast.low > amount || level !== null)) return 'likely';
  return usedShare > dueShare * AHEAD ? 'ahead' : 'fine';
}

/** Places on the bar in percent of its width, which holds the quota, or more where more is used or expected. */
export function barOf(
  pace: QuotaPaceView,
  amount: number,
): { used: number; due: number; whole: number; range: { from: number; to: number } | null } {
  const { usedShare, dueShare, forecast } = pace;
  const widest = Math.max(1, usedShare ?? 0, (forecast?.high ?? 0) / amount);
  const place = (share: number) => Math.round((share / widest) * 1000) / 10;
  return {
    used: place(usedShare ?? 0),
    due: place(dueShare),
    whole: place(1),
    range: forecast && { from: place(forecast.low / amount), to: place(forecast.high / amount) },
  };
}
