import { TokenBucket } from './token-bucket';

describe('TokenBucket', () => {
  /** After every bucket was made. */
  const start = performance.now() + 60_000;
  const takeMany = (bucket: TokenBucket, count: number, at: number) =>
    Array.from({ length: count }, () => bucket.take(at)).filter(Boolean).length;

  test('lets a burst through and then the average', () => {
    const bucket = new TokenBucket(10, 20);
    expect(takeMany(bucket, 50, start)).toBe(20);
    expect(takeMany(bucket, 50, start + 500)).toBe(5);
    expect(takeMany(bucket, 50, start + 600)).toBe(1);
  });

  test('saves up no more than a burst', () => {
    const bucket = new TokenBucket(10, 20);
    expect(takeMany(bucket, 50, start + 3_600_000)).toBe(20);
  });
});
