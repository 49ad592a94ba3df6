import { TranscriptRow } from '../dto/transcript.dto';
import { CallDetails, CallSentiment, CallVersion, ScoredText } from '../entities/call-version.entity';
import { Speaker } from '../sentiment/rolling';

/** Everything of a call that corrections may change, as it is in one version. */
export interface CallContent {
  details: CallDetails;
  sentiment: CallSentiment;
  lastPosition: number;
  utterances: TranscriptRow[];
}

/** A correction as it must be known to be undone; `version` is the one that it replaced. */
export type Correction = Pick<CallVersion, 'version' | 'lastPosition' | 'kind' | 'seq' | 'before'>;

/**
 * The content of the oldest version that the given corrections replaced, from the present content. Of corrections that
 * replaced the same part, the oldest alone would do; two swaps may be left out together. Linear in both.
 */
export function undo(present: CallContent, corrections: Correction[]): CallContent {
  const oldest = corrections.reduce<Correction | undefined>(
    (first, one) => (first === undefined || one.version < first.version ? one : first),
    undefined,
  );
  if (oldest === undefined) return present;
  const details = { ...present.details };
  const texts = new Map<number, ScoredText>();
  let swapped = false;
  for (const { kind, seq, before } of [...corrections].sort((a, b) => b.version - a.version)) {
    if (kind === 'swap') swapped = !swapped;
    Object.assign(details, before.details);
    if (seq !== null && before.utterance) texts.set(seq, before.utterance);
  }
  // Whatever was there in the oldest version was there at every later swap.
  const utterances = present.utterances
    .filter(({ position }) => position <= oldest.lastPosition)
    .map((row) => ({ ...row, ...texts.get(row.seq), speaker: swapped ? otherSide(row.speaker) : row.speaker }));
  return { details, sentiment: oldest.before.sentiment, lastPosition: oldest.lastPosition, utterances };
}

/** Whom the words belong to when agent and customer were mixed up. */
export function otherSide(speaker: Speaker): Speaker {
  if (speaker === 'other') return speaker;
  return speaker === 'agent' ? 'customer' : 'agent';
}
