/** Figures of several rounds: noise moves each, so the middle one counts and the outer ones show how much. */
export interface Spread {
  median: number;
  min: number;
  max: number;
}

export function spread(values: number[]): Spread {
  const sorted = Float64Array.from(values).sort();
  return { median: quantile(sorted, 0.5), min: sorted[0] ?? NaN, max: sorted.at(-1) ?? NaN };
}

/** The value below which a share of the sorted values lies, between the two nearest of them. */
export function quantile(sorted: ArrayLike<number>, share: number): number {
  const at = (sorted.length - 1) * share;
  const below = sorted[Math.floor(at)] ?? NaN;
  const above = sorted[Math.ceil(at)] ?? NaN;
  return below + (above - below) * (at - Math.floor(at));
}

export function rounded(value: number, digits = 2): number {
  return Number(value.toFixed(digits));
}

export function roundedSpread({ median, min, max }: Spread, digits = 2): Spread {
  return { median: rounded(median, digits), min: rounded(min, digits), max: rounded(max, digits) };
}
