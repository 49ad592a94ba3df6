import { Drift } from './rollups.repository';

/** Rows that are told, of any number that differ. */
export const MOST_TOLD = 100;

export const NO_DRIFT: Drift = { days: 0, keys: 0, items: [] };

/** What differed on some days and on others behind them. */
export function together(one: Drift, other: Drift): Drift {
  const items = [...one.items, ...other.items].slice(0, MOST_TOLD);
  return { days: one.days + other.days, keys: one.keys + other.keys, items };
}
