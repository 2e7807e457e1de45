/** Sums of products, from which least squares with any choice of the columns are solved. */
export interface Products {
  count: number;
  /** XᵀX, whole. */
  xx: number[][];
  /** Xᵀy */
  xy: number[];
  yy: number;
}

export interface Solution {
  /** One a column; 0 where the column was left out. */
  coefficients: number[];
  /** (XᵀX)⁻¹; zeros where the column was left out. */
  inverse: number[][];
  /** Columns that were taken. */
  used: number;
  /** Sum of the squared residuals. */
  left: number;
}

/** A column that others explain up to this share says nothing of its own. */
const DEPENDENT = 1e-9;

export function productsOf(width: number): Products {
  return {
    count: 0,
    xx: Array.from({ length: width }, () => Array.from({ length: width }, () => 0)),
    xy: Array.from({ length: width }, () => 0),
    yy: 0,
  };
}

export function addRow(products: Products, x: readonly number[], y: number): void {
  products.count++;
  products.yy += y * y;
  for (let row = 0; row < x.length; row++) {
    const value = x[row]!;
    // Most columns are of another kind of day, or of the other side of a balance point.
    if (value === 0) continue;
    products.xy[row]! += value * y;
    const line = products.xx[row]!;
    for (let column = 0; column < x.length; column++) if (x[column] !== 0) line[column]! += value * x[column]!;
  }
}

/** The rows of one without those of the other. */
export function without(all: Products, some: Products): Products {
  return {
    count: all.count - some.count,
    xx: all.xx.map((line, row) => line.map((value, column) => value - some.xx[row]![column]!)),
    xy: all.xy.map((value, row) => value - some.xy[row]!),
    yy: all.yy - some.yy,
  };
}

/**
 * Least squares where the columns of `notNegative` may not have a negative coefficient: the most negative one is left out, and
 * again. (The full search over such sets is Lawson & Hanson, 1974, ch. 23; with a handful of columns that hardly correlate,
 * dropping comes to the same.)
 *
 * @returns undefined when the rows do not tell the columns apart
 */
export function solve(products: Products, notNegative: readonly number[]): Solution | undefined {
  let columns = products.xy.map((_, column) => column);
  for (;;) {
    const solution = solveColumns(products, columns);
    if (!solution) return undefined;
    const worst = notNegative.reduce<number | undefined>((least, column) => {
      const value = solution.coefficients[column]!;
      return value < 0 && (least === undefined || value < solution.coefficients[least]!) ? column : least;
    }, undefined);
    if (worst === undefined) return solution;
    columns = columns.filter((column) => column !== worst);
  }
}

function solveColumns({ xx, xy, yy }: Products, columns: readonly number[]): Solution | undefined {
  const small = invert(columns.map((row) => columns.map((column) => xx[row]![column]!)));
  if (!small) return undefined;
  const coefficients = Array.from({ length: xy.length }, () => 0);
  const inverse = xy.map(() => Array.from({ length: xy.length }, () => 0));
  let left = yy;
  columns.forEach((row, index) => {
    const value = columns.reduce((sum, column, other) => sum + small[index]![other]! * xy[column]!, 0);
    coefficients[row] = value;
    left -= value * xy[row]!;
    columns.forEach((column, other) => (inverse[row]![column] = small[index]![other]!));
  });
  return { coefficients, inverse, used: columns.length, left: Math.max(0, left) };
}

/** Gauss–Jordan without pivoting, which a positive definite matrix does not need. */
function invert(matrix: readonly (readonly number[])[]): number[][] | undefined {
  const size = matrix.length;
  const rows = matrix.map((row, index) => [...row, ...row.map((_, column) => (column === index ? 1 : 0))]);
  for (let pivot = 0; pivot < size; pivot++) {
    const line = rows[pivot]!;
    const head = line[pivot]!;
    if (!(head > DEPENDENT * matrix[pivot]![pivot]!)) return undefined;
    for (let column = 0; column < 2 * size; column++) line[column]! /= head;
    for (let row = 0; row < size; row++) {
      const factor = rows[row]![pivot]!;
      if (row === pivot || factor === 0) continue;
      for (let column = 0; column < 2 * size; column++) rows[row]![column]! -= factor * line[column]!;
    }
  }
  return rows.map((row) => row.slice(size));
}
