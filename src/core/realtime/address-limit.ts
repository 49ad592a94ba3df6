import { networkOf } from '../http/client-address';
import { TokenBucket } from './token-bucket';

/** A token bucket for each network address; the address heard of least lately goes when there are too many. */
export class AddressLimit {
  private readonly buckets = new Map<string, TokenBucket>();

  constructor(private readonly limits: { perSecond: number; burst: number; addresses: number }) {}

  /** Takes one token; false when the address has none. */
  take(address: string): boolean {
    const network = networkOf(address);
    const bucket = this.buckets.get(network) ?? new TokenBucket(this.limits.perSecond, this.limits.burst);
    this.buckets.delete(network);
    if (this.buckets.size >= this.limits.addresses) this.buckets.delete(this.buckets.keys().next().value ?? '');
    this.buckets.set(network, bucket);
    return bucket.take();
  }
}
