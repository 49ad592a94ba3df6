import { FigureName, figureNames, Figures } from './figures';

/** All numbers of a call in one text, in the order of `figureNames`, the median of its patience last. */
export type PackedFigures = string;

export interface UnpackedFigures {
  /** In the order of `figureNames`. */
  numbers: number[];
  patienceMedianMs: number | null;
}

/** SQL of them over `call_figures f`, null where that has no row: a text takes a tenth of what an array does to read. */
export const PACKED_FIGURES = `CASE WHEN f.call_id IS NOT NULL THEN concat(array_to_string(ARRAY[
  ${figureNames.map((name) => `f.${name}`).join(', ')}], ','), ',', f.details->>'patienceMedianMs') END`;

export function unpack(packed: PackedFigures): UnpackedFigures {
  const parts = packed.split(',');
  const median = parts.pop() ?? '';
  return { numbers: parts.map(Number), patienceMedianMs: median === '' ? null : Number(median) };
}

export function toFigures({ numbers }: UnpackedFigures): Figures {
  return Object.fromEntries(figureNames.map((name, place) => [name, numbers[place]])) as Record<FigureName, number>;
}
