/** A straight line in the traits whose logistic is a probability. */
export interface Line {
  intercept: number;
  weights: number[];
}

const MOST_STEPS = 50;
const CONVERGED = 1e-10;

/**
 * The line that makes the outcomes likeliest, by Newton's method. The weights, taken per standard deviation of their
 * trait, are held back as if by `ridge` prior observations; a trait that never varies gets weight 0. Deterministic.
 */
export function fitLine(rows: Float64Array[], outcomes: boolean[], ridge: number): Line {
  const width = rows[0]?.length ?? 0;
  const scales = Array.from({ length: width }, (_, column) => scaleOf(rows, column));
  const standard = rows.map((row) => [1, ...scales.map(({ mean, spread }, j) => ((row[j] ?? 0) - mean) / spread)]);
  const line = new Array<number>(width + 1).fill(0);
  for (let step = 0; step < MOST_STEPS; step++) {
    const change = newtonStep(standard, outcomes, line, ridge);
    change.forEach((by, j) => (line[j] = (line[j] ?? 0) + by));
    if (Math.max(...change.map(Math.abs)) < CONVERGED) break;
  }
  const weights = scales.map(({ spread }, j) => (Number.isFinite(spread) ? (line[j + 1] ?? 0) / spread : 0));
  const intercept = weights.reduce((sum, weight, j) => sum - weight * (scales[j]?.mean ?? 0), line[0] ?? 0);
  return { intercept, weights };
}

function scaleOf(rows: Float64Array[], column: number): { mean: number; spread: number } {
  let sum = 0;
  let squares = 0;
  for (const row of rows) {
    sum += row[column] ?? 0;
    squares += (row[column] ?? 0) ** 2;
  }
  const mean = sum / rows.length;
  const variance = squares / rows.length - mean * mean;
  return { mean, spread: variance > 1e-12 ? Math.sqrt(variance) : Infinity };
}

function newtonStep(rows: number[][], outcomes: boolean[], line: number[], ridge: number): number[] {
  const size = line.length;
  const gradient = line.map((weight, j) => (j === 0 ? 0 : -ridge * weight));
  const curvature = line.map((_, j) => line.map((__, k) => (j === k && j > 0 ? ridge : 0)));
  rows.forEach((row, index) => {
    let sum = 0;
    for (let j = 0; j < size; j++) sum += (row[j] as number) * (line[j] as number);
    const share = 1 / (1 + Math.exp(-sum));
    const miss = (outcomes[index] ? 1 : 0) - share;
    for (let j = 0; j < size; j++) {
      const value = row[j] as number;
      const ahead = curvature[j] as number[];
      gradient[j] = (gradient[j] as number) + value * miss;
      const weight = value * share * (1 - share);
      for (let k = 0; k <= j; k++) ahead[k] = (ahead[k] as number) + weight * (row[k] as number);
    }
  });
  curvature.forEach((row, j) => curvature.slice(0, j).forEach((above, k) => (above[j] = row[k] as number)));
  return solve(curvature, gradient);
}

/** Gaussian elimination without pivoting: the matrix is symmetric and positive. Changes its arguments. */
function solve(matrix: number[][], right: number[]): number[] {
  const size = right.length;
  for (let i = 0; i < size; i++) {
    const pivotRow = matrix[i] as number[];
    for (let j = i + 1; j < size; j++) {
      const row = matrix[j] as number[];
      const factor = (row[i] as number) / (pivotRow[i] as number);
      for (let k = i; k < size; k++) row[k] = (row[k] as number) - factor * (pivotRow[k] as number);
      right[j] = (right[j] as number) - factor * (right[i] as number);
    }
  }
  for (let i = size - 1; i >= 0; i--) {
    const row = matrix[i] as number[];
    let rest = right[i] as number;
    for (let k = i + 1; k < size; k++) rest -= (row[k] as number) * (right[k] as number);
    right[i] = rest / (row[i] as number);
  }
  return right;
}
