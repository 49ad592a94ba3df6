import { secondsAt } from './document';
import { DocumentFault } from '../transcript-adapter';

/** Numbers that look random and are the same each time. */
function* numbers(count: number): Generator<number> {
  let state = 20261122;
  for (let index = 0; index < count; index += 1) {
    state = (state * 1664525 + 1013904223) % 2 ** 32;
    yield state / 2 ** 32;
  }
}

describe('seconds as milliseconds', () => {
  it.each([
    [0, 0],
    [1.005, 1005],
    [0.1 + 0.2, 300],
    [4.35, 4350],
    [5.2799997, 5280],
    [17.279999, 17280],
    [0.0004, 0],
    [0.0005, 1],
    [86_400, 86_400_000],
  ])('%d s are %d ms', (seconds, ms) => {
    expect(secondsAt(seconds, 'x')).toBe(ms);
  });

  it('gives back every millisecond that was written as seconds', () => {
    const lost = [...numbers(50_000)]
      .map((share) => Math.floor(share * 86_400_000))
      .filter((ms) => secondsAt(ms / 1000, 'x') !== ms);
    expect(lost).toEqual([]);
  });

  it('gives back the milliseconds of the first hour when they were written in single precision', () => {
    const lost = [...numbers(50_000)]
      .map((share) => Math.floor(share * 3_600_000))
      .filter((ms) => secondsAt(Math.fround(ms / 1000), 'x') !== ms);
    expect(lost).toEqual([]);
  });

  it('never lets the later of two times become the earlier', () => {
    const steps = [0, Number.EPSILON * 86_400, 1e-9, 0.0005, 0.4999999];
    const swapped = [...numbers(20_000)]
      .map((share) => share * 86_400)
      .filter((start) => steps.some((step) => secondsAt(start + step, 'x') < secondsAt(start, 'x')));
    expect(swapped).toEqual([]);
  });

  it('is off by half a millisecond at most', () => {
    const off = [...numbers(20_000)]
      .map((share) => share * 3_600)
      .filter((seconds) => Math.abs(secondsAt(seconds, 'x') - seconds * 1000) > 0.5);
    expect(off).toEqual([]);
  });

  it.each([[-0.001], [NaN], [Infinity], [1e300], ['1.5'], [null], [undefined], [{}]])('%p are none', (value) => {
    expect(() => secondsAt(value, 'segments.3.start')).toThrow(DocumentFault);
    expect(() => secondsAt(value, 'segments.3.start')).toThrow('must be a number of seconds from 0 on');
  });
});
