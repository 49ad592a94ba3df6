import { draw, Draw, makeBucket, standingOf } from './bucket';
import { MemoryBuckets } from './memory-buckets';

const SECOND = 1_000_000;
const five = makeBucket('login-account', 5, 60_000);
const twenty = makeBucket('login-ip', 20, 60_000);

function clocked(most = 100) {
  const clock = { now: 0 };
  return { clock, buckets: new MemoryBuckets(most, () => clock.now) };
}

it('lets the burst through at once, and then one for each interval', () => {
  const { clock, buckets } = clocked();
  const wanted = [draw(five, 'maria')];
  const granted = () => buckets.take(wanted).granted;
  expect([1, 2, 3, 4, 5, 6].map(granted)).toEqual([true, true, true, true, true, false]);
  clock.now = 12 * SECOND - 1;
  expect(granted()).toBe(false);
  clock.now = 12 * SECOND;
  expect([granted(), granted()]).toEqual([true, false]);
});

it('tells what is left, when all is back, and when to try again: then it is granted', () => {
  const { clock, buckets } = clocked();
  const wanted = [draw(five, 'maria')];
  expect(standingOf(wanted, buckets.take(wanted))).toEqual({ limit: 5, remaining: 4, reset: 12, retryAfter: 0 });
  for (let number = 2; number <= 5; number += 1) buckets.take(wanted);
  clock.now = 0.5 * SECOND;
  const refused = standingOf(wanted, buckets.take(wanted));
  expect(refused).toEqual({ limit: 5, remaining: 0, reset: 60, retryAfter: 12 });
  clock.now += refused.retryAfter * SECOND;
  expect(buckets.take(wanted).granted).toBe(true);
});

it('takes from all buckets or from none, and tells of the one that refuses', () => {
  const { buckets } = clocked();
  for (let number = 1; number <= 5; number += 1) buckets.take([draw(five, 'maria')]);
  const both = [draw(twenty, '192.0.2.1'), draw(five, 'maria')];
  expect(standingOf(both, buckets.take(both))).toMatchObject({ limit: 5, retryAfter: 12 });
  expect(buckets.take([draw(twenty, '192.0.2.1', 20)]).granted).toBe(true);
});

it('lets a request that costs more than the bucket holds pass when the bucket is full', () => {
  const { buckets } = clocked();
  expect(buckets.take([draw(five, 'maria', 500)]).granted).toBe(true);
  expect(buckets.take([draw(five, 'maria')]).granted).toBe(false);
});

it('refuses by what it knows without taking anything', () => {
  const { buckets } = clocked();
  const one = [draw(five, 'maria')];
  expect(buckets.refusal(one)).toBeUndefined();
  buckets.note(one[0]!.key, five.capacity - five.interval);
  expect([buckets.refusal(one), buckets.refusal(one)]).toEqual([undefined, undefined]);
  expect(buckets.refusal([draw(five, 'maria', 2)])?.granted).toBe(false);
});

it('keeps so many buckets only, and drops what was not used for longest', () => {
  const { buckets } = clocked(2);
  const empty = (name: string): Draw[] => [draw(five, name, 5)];
  buckets.take(empty('first'));
  buckets.take(empty('second'));
  buckets.note(empty('first')[0]!.key, five.capacity);
  buckets.take(empty('third'));
  expect(buckets.size).toBe(2);
  expect(['first', 'second', 'third'].map((name) => buckets.refusal(empty(name)) === undefined)).toEqual([
    false,
    true,
    false,
  ]);
});
