/** A straight line through points, against the line of slope one. */
export interface Fit {
  slope: number;
  /** Share of the scatter about the best line of slope one that is left: 1 when the slope explains nothing, 0 all. */
  unexplained: number;
  /** Sum of the squared distances of x from its mean. */
  scatter: number;
}

/**
 * Least squares with an intercept.
 *
 * @returns undefined when x does not vary, or y − x does not
 */
export function slopeThrough(x: readonly number[], y: readonly number[]): Fit | undefined {
  const count = x.length;
  const [meanX, meanY] = [mean(x), mean(y)];
  let [xx, xy, before] = [0, 0, 0];
  for (let index = 0; index < count; index++) {
    const [dx, dy] = [x[index]! - meanX, y[index]! - meanY];
    xx += dx * dx;
    xy += dx * dy;
    before += (dy - dx) ** 2;
  }
  if (xx === 0 || before === 0) return undefined;
  const slope = xy / xx;
  let left = 0;
  for (let index = 0; index < count; index++) left += (y[index]! - meanY - slope * (x[index]! - meanX)) ** 2;
  return { slope, unexplained: left / before, scatter: xx };
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
