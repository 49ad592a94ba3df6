/** Choices by random numbers from 0 to 1. */
export class Chance {
  constructor(readonly random: () => number) {}

  /** Both ends included. */
  whole(from: number, to: number): number {
    return from + Math.floor(this.random() * (to - from + 1));
  }

  of<T>(choices: readonly T[]): T {
    return choices[this.whole(0, choices.length - 1)] as T;
  }

  share(share: number): boolean {
    return this.random() < share;
  }

  /** Once in so many times. */
  once(times: number): boolean {
    return this.share(1 / times);
  }

  /** One of these, or one more or less; never below 0. */
  near(limits: readonly number[]): number {
    return Math.max(0, this.of(limits) + this.whole(-1, 1));
  }

  shuffled<T>(list: readonly T[]): T[] {
    return list
      .map((one) => ({ one, key: this.random() }))
      .sort((a, b) => a.key - b.key)
      .map(({ one }) => one);
  }
}
