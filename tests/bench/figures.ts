/** One measured number. `low` and `high` are the extremes of the rounds whose median `value` is. */
export interface Figure {
  name: string;
  value: number;
  unit: string;
  low?: number;
  high?: number;
  /** Under which conditions; short. */
  note?: string;
}

export function medianOf(name: string, unit: string, values: readonly number[], note?: string): Figure {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const value = sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
  return { name, unit, value, low: sorted[0]!, high: sorted.at(-1)!, ...(note !== undefined && { note }) };
}
