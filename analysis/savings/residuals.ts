/** What a model left unexplained of a day. */
export interface DayResidual {
  day: string;
  residual: number;
}

const DAY_MS = 24 * 3_600_000;
/** A month of days: long enough that what wanders over weeks shows in the mean, and twelve of them in a year. */
const BLOCK_DAYS = 28;
const MIN_BLOCKS = 6;

/** About zero. */
export const varianceOf = (residuals: readonly DayResidual[]) =>
  residuals.reduce((sum, { residual }) => sum + residual ** 2, 0) / residuals.length;

/** Correlation of a day with the day before; pairs across a gap are passed over. */
export function autocorrelation(residuals: readonly DayResidual[]): number {
  let [products, squares] = [0, 0];
  residuals.forEach(({ day, residual }, index) => {
    squares += residual ** 2;
    const before = residuals[index - 1];
    if (before && Date.parse(day) - Date.parse(before.day) === DAY_MS) products += residual * before.residual;
  });
  return squares > 0 ? products / squares : 0;
}

/**
 * By how much the variance of a sum of days is larger than that of as many independent days: the larger of two estimates.
 * Residuals that each remember the day before (ρ): (1 + ρ) / (1 − ρ), the effective number of points of ASHRAE Guideline 14-2014,
 * annex B. It does not see what wanders over weeks, so also: the variance of the means of four weeks, against that of single days.
 *
 * @returns at least 1
 */
export function inflationOf(residuals: readonly DayResidual[]): number {
  const rho = Math.min(0.95, Math.max(0, autocorrelation(residuals)));
  return Math.max((1 + rho) / (1 - rho), blockInflation(residuals));
}

function blockInflation(residuals: readonly DayResidual[]): number {
  const variance = varianceOf(residuals);
  const blocks = new Map<number, number[]>();
  for (const { day, residual } of residuals) {
    const block = Math.floor(Date.parse(day) / DAY_MS / BLOCK_DAYS);
    blocks.set(block, [...(blocks.get(block) ?? []), residual]);
  }
  const full = [...blocks.values()].filter(({ length }) => length >= BLOCK_DAYS / 2);
  if (full.length < MIN_BLOCKS || variance === 0) return 1;
  // Each block's sum has the variance `length × variance × inflation`.
  const ratios = full.map((block) => block.reduce((sum, residual) => sum + residual, 0) ** 2 / (block.length * variance));
  return ratios.reduce((sum, ratio) => sum + ratio, 0) / (full.length - 1);
}
