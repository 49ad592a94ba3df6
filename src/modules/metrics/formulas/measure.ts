import { Conversation, Measured } from '../figures/conversation';
import { noFigures } from '../figures/figures';

/** Every figure of a completed call. */
export function measure({ durationMs, utterances }: Conversation): Measured {
  const figures = noFigures();
  figures.calls = 1;
  figures.durations = durationMs === null ? 0 : 1;
  figures.duration_ms = durationMs ?? 0;
  figures.transcribed = utterances.length > 0 ? 1 : 0;
  return { figures, details: { patienceMedianMs: null, weightedQuarters: null, awsQuarters: null } };
}
