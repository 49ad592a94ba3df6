import { OVERTALK } from '../registry/thresholds';
import { intersection, Interval, lengthOf } from './intervals';
import { Speech } from './speech';

/** When both speak, backchannels included. */
export function overtalk(agent: Speech, customer: Speech): Interval[] {
  return intersection(agent.spoken, customer.spoken);
}

/** Those that last for 300 ms or more. */
export function instancesOf(overlaps: readonly Interval[]): Interval[] {
  return overlaps.filter((overlap) => lengthOf(overlap) >= OVERTALK.instanceFromMs);
}
