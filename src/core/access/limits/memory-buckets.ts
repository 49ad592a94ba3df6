import { Draw, Outcome, waitOf } from './bucket';

/** Buckets in the memory of this process. There are at most so many: beyond, those not used for longest count as full. */
export class MemoryBuckets {
  /** When each bucket will be full, by the clock of this process, in the order of their use. */
  private readonly fullAt = new Map<string, number>();

  constructor(
    private readonly most: number,
    private readonly now: () => number = microseconds,
  ) {}

  /** Takes all draws or none. */
  take(draws: readonly Draw[]): Outcome {
    const now = this.now();
    const debts = draws.map(({ key }) => this.debt(key, now));
    if (draws.some((wanted, index) => waitOf(wanted, debts[index] ?? 0) > 0)) return { granted: false, debts };
    draws.forEach(({ key, cost }, index) => this.keep(key, now + (debts[index] = (debts[index] ?? 0) + cost)));
    return { granted: true, debts };
  }

  /** How it would refuse the draws; undefined when it would not, and nothing is taken. */
  refusal(draws: readonly Draw[]): Outcome | undefined {
    if (this.fullAt.size === 0) return undefined;
    const now = this.now();
    const debts = draws.map(({ key }) => this.debt(key, now));
    return draws.some((wanted, index) => waitOf(wanted, debts[index] ?? 0) > 0) ? { granted: false, debts } : undefined;
  }

  /** Notes what is known of a bucket from elsewhere. */
  note(key: string, debt: number): void {
    this.keep(key, this.now() + debt);
  }

  get size(): number {
    return this.fullAt.size;
  }

  private debt(key: string, now: number): number {
    const fullAt = this.fullAt.get(key);
    if (fullAt === undefined) return 0;
    if (fullAt <= now) this.fullAt.delete(key);
    return Math.max(0, fullAt - now);
  }

  private keep(key: string, fullAt: number): void {
    this.fullAt.delete(key);
    if (this.fullAt.size >= this.most) this.fullAt.delete(this.fullAt.keys().next().value ?? '');
    this.fullAt.set(key, fullAt);
  }
}

function microseconds(): number {
  return performance.now() * 1000;
}
