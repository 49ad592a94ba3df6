import { Chance } from './chance';

interface Span {
  startMs: number;
  endMs: number;
}

/** Timings of words as sources give them: without a gap, with holes, without lengths, beyond their utterance. */
export function generatedWords(chance: Chance, { startMs, endMs }: Span): Span[] {
  const grid = startMs % 500 === 0 && endMs % 500 === 0 ? 500 : 1;
  const at = (ms: number) => Math.max(0, Math.round(ms / grid) * grid);
  const count = chance.whole(0, 5);
  const kind = chance.of(['dense', 'holes', 'holes', 'anywhere', 'points'] as const);
  const step = (endMs - startMs) / Math.max(count, 1);
  return Array.from({ length: count }, (_, index) => {
    const from = startMs + index * step;
    if (kind === 'dense') return { startMs: at(from), endMs: at(from + step) };
    if (kind === 'holes') return { startMs: at(from), endMs: at(from + step * chance.random()) };
    if (kind === 'points') return { startMs: at(from), endMs: at(from) };
    const begin = at(from + chance.whole(-1_500, 1_500));
    return { startMs: begin, endMs: begin + at(chance.near([0, 300, 1_000])) };
  });
}
