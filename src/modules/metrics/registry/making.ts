import { AdditiveMetric, CallMetric, PooledMetric, TotalMetric } from './definition';

type Optional<T, K extends keyof T> = Omit<T, K> & Partial<Pick<T, K>>;
type Given<T, K extends keyof T> = Omit<Optional<T, K>, 'kind'>;

const usual = { speaker: null, thresholds: {}, decimals: 4 };

export function pooled(
  given: Given<PooledMetric, 'speaker' | 'thresholds' | 'decimals' | 'scale' | 'minDenominator'>,
): PooledMetric {
  return { ...usual, scale: 1, minDenominator: 1, ...given, kind: 'pooled' };
}

export function total(
  given: Given<TotalMetric, 'speaker' | 'thresholds' | 'decimals' | 'scale' | 'nullMeans'>,
): TotalMetric {
  return { ...usual, scale: 1, nullMeans: 'Never: nothing adds up to 0.', ...given, kind: 'total' };
}

export function ofCall(given: Given<CallMetric, 'speaker' | 'thresholds' | 'decimals'>): CallMetric {
  return { ...usual, ...given, kind: 'call' };
}

/** The same metric of either side. */
export function bothSides<T extends AdditiveMetric>(make: (side: 'agent' | 'customer') => T): T[] {
  return [make('agent'), make('customer')];
}

export const UNTIMED = 'An utterance of the call has no times';
