/**
 * A mean in which each observation loses half its weight every half-life. It depends on the observations and their
 * times only, never on the order in which they arrive: a late one is discounted by its age instead of rewinding time.
 */
export interface DecayedMean {
  /** Sum of weights as of `atMs`; 0 until something was observed. */
  weight: number;
  /** Sum of weight x score (ten-thousandths) as of `atMs`. */
  total: number;
  /** Time of the newest observation, ms from the call's start. */
  atMs: number;
}

export interface Observation {
  atMs: number;
  /** Positive. */
  weight: number;
  /** -10,000..10,000. */
  scoreE4: number;
}

export function emptyDecayedMean(): DecayedMean {
  return { weight: 0, total: 0, atMs: 0 };
}

/** Adds one observation; `halfLifeMs` must stay the same over a mean's life. */
export function observe(mean: DecayedMean, o: Observation, halfLifeMs: number): DecayedMean {
  if (mean.weight === 0) return { weight: o.weight, total: o.weight * o.scoreE4, atMs: o.atMs };
  const elapsedMs = o.atMs - mean.atMs;
  const fade = 2 ** (-Math.abs(elapsedMs) / halfLifeMs);
  const kept = elapsedMs >= 0 ? fade : 1;
  const added = o.weight * (elapsedMs >= 0 ? 1 : fade);
  return {
    weight: mean.weight * kept + added,
    total: mean.total * kept + added * o.scoreE4,
    atMs: Math.max(mean.atMs, o.atMs),
  };
}

/** The mean in ten-thousandths, or null before the first observation. */
export function valueE4(mean: DecayedMean): number | null {
  return mean.weight > 0 ? mean.total / mean.weight : null;
}
