/** Scores are stored as integers in ten-thousandths, so that sums are exact and independent of order. */
export const E4 = 10_000;

export function toE4(value: number): number {
  return Math.round(value * E4);
}

export function fromE4(value: number): number;
export function fromE4(value: number | null): number | null;
export function fromE4(value: number | null): number | null {
  return value === null ? null : value / E4;
}
