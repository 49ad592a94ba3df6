import { CONFIDENCE_TABLE } from './confidence-table';
import { SentimentLabel } from './sentiment-analyzer';

/** Upper bounds of |score| that part weak from strong; the last row takes the rest. */
export const STRENGTH_BOUNDS = [0.2, 0.4, 0.6, 0.8] as const;
/** Upper bounds in words that part short from long utterances; the last column takes the rest. */
export const LENGTH_BOUNDS = [10, 18, 28] as const;

export interface ConfidenceCell {
  label: SentimentLabel;
  /** Row, by |score|; always 0 for neutral, whose scores lie within one narrow band. */
  strength: number;
  /** Column, by words. */
  length: number;
}

/** Which utterances count as "scored like this one": the same label, of like strength, of like length. */
export function cellOf(label: SentimentLabel, score: number, words: number): ConfidenceCell {
  const strength = label === 'neutral' ? 0 : stepOf(Math.abs(score), STRENGTH_BOUNDS);
  return { label, strength, length: stepOf(words, LENGTH_BOUNDS) };
}

/** 0..1: the measured share of utterances in the same cell whose human label agrees. */
export function confidenceOf(label: SentimentLabel, score: number, words: number): number {
  const cell = cellOf(label, score, words);
  return CONFIDENCE_TABLE[label][cell.strength]?.[cell.length] ?? 0;
}

function stepOf(value: number, bounds: readonly number[]): number {
  let step = 0;
  while (step < bounds.length && value > (bounds[step] as number)) step++;
  return step;
}
