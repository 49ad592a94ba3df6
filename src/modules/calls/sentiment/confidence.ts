import { SentimentLabel } from './sentiment-analyzer';

export function confidenceOf(score: number, _label: SentimentLabel): number {
  return 0.5 + Math.abs(score) / 2;
}
