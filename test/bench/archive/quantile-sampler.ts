import { readFileSync } from 'node:fs';
import { join } from 'node:path';

type Distribution = Record<string, number>;

const FILE = join(__dirname, '../../fixtures/text/quantiles.json');
const corpora = JSON.parse(readFileSync(FILE, 'utf8')) as Record<string, Record<string, Distribution>>;

/** Numbers from 0 to 1, the same ones for the same seed (mulberry32). */
export function randomNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Draws from a measured distribution: straight between its quantiles. */
export function sampler(corpus: string, name: string, random: () => number): () => number {
  const distribution = corpora[corpus]?.[name];
  if (distribution === undefined) throw new Error(`quantiles.json has no ${corpus}.${name}`);
  const points = pointsOf(distribution);
  return () => valueAt(points, random());
}

function pointsOf(distribution: Distribution): [number, number][] {
  const quantiles = Object.entries(distribution)
    .filter(([key]) => /^p\d\d$/.test(key))
    .map(([key, value]): [number, number] => [Number(key.slice(1)) / 100, value]);
  return [...quantiles.sort(([a], [b]) => a - b), [1, distribution['max'] ?? NaN]];
}

function valueAt(points: [number, number][], share: number): number {
  const next = points.findIndex(([at]) => at >= share);
  const [rightAt, right] = points[next] ?? [1, NaN];
  const [leftAt, left] = points[Math.max(next - 1, 0)] ?? [0, NaN];
  return rightAt === leftAt ? right : left + ((right - left) * (share - leftAt)) / (rightAt - leftAt);
}
