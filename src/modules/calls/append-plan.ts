import { AppError } from '../../core/errors/app-error';
import { CallErrors } from './calls.errors';
import { AppendedDto } from './dto/utterance.dto';
import { CallStatus } from './entities/call.entity';
import { MAX_TRANSCRIPT_LENGTH, MAX_UTTERANCES_PER_CALL } from './limits';
import { NewUtterance } from './new-call';
import { Identified, PreparedUtterance, transcriptLength } from './placing';

/** What a delivery is answered with. */
export type Outcome = AppendedDto | AppError;

/** How far a call has come. */
export interface Progress {
  status: CallStatus;
  lastPosition: number;
  /** Characters of all its utterances. */
  transcriptLength: number;
}

type Digests = ReadonlyMap<number, Buffer>;

/**
 * Separates what is new from what is a repeated delivery: of a stored utterance or within the delivery itself.
 * Throws calls.utterance_conflict when a seq comes with other content.
 */
export function separate<T extends Identified>(utterances: T[], stored: Digests): { fresh: T[]; duplicates: number } {
  const known = new Map(stored);
  const fresh = utterances.filter(({ utterance: { seq }, digest }) => {
    const earlier = known.get(seq);
    if (earlier === undefined) {
      known.set(seq, digest);
      return true;
    }
    if (!earlier.equals(digest)) {
      throw CallErrors.utteranceConflict.with(
        `Utterance ${seq} was delivered before with other content; nothing was stored.`,
      );
    }
    return false;
  });
  return { fresh, duplicates: utterances.length - fresh.length };
}

/**
 * Plans deliveries to one call one after the other, each taken as a whole or refused as a whole: what is new in all of
 * them, in order, and what each is answered with.
 */
export function planAppend(
  deliveries: PreparedUtterance[][],
  stored: Digests,
  { status, lastPosition, transcriptLength: stand }: Progress,
): { fresh: PreparedUtterance[]; outcomes: Outcome[] } {
  const known = new Map(stored);
  const all: PreparedUtterance[] = [];
  const outcomes = deliveries.map((delivery): Outcome => {
    try {
      if (status === 'completed') throw completed(delivery, stored);
      const { fresh, duplicates } = separate(delivery, known);
      const reached = lastPosition + all.length + fresh.length;
      refuseTooLong(reached, stand + transcriptLength(all) + transcriptLength(fresh));
      for (const { utterance, digest } of fresh) known.set(utterance.seq, digest);
      all.push(...fresh);
      return { accepted: fresh.length, duplicates, lastPosition: reached };
    } catch (error) {
      if (error instanceof AppError) return error;
      throw error;
    }
  });
  return { fresh: all, outcomes };
}

/**
 * Throws calls.too_long when the utterances, repeated ones counted once, can belong to no call. It takes no time, so it
 * comes before anything that does.
 */
export function refuseTooMany(utterances: NewUtterance[]): void {
  const lengths = new Map(utterances.map(({ seq, text }) => [seq, text.length]));
  refuseTooLong(
    lengths.size,
    [...lengths.values()].reduce((sum, length) => sum + length, 0),
  );
}

/** Throws calls.too_long when a call with so many utterances and characters would hold more than a call may. */
export function refuseTooLong(utterances: number, characters: number): void {
  if (utterances > MAX_UTTERANCES_PER_CALL) {
    throw CallErrors.tooLong.with(`A call holds at most ${MAX_UTTERANCES_PER_CALL} utterances; nothing was stored.`);
  }
  if (characters > MAX_TRANSCRIPT_LENGTH) {
    throw CallErrors.tooLong.with(`A call holds at most ${MAX_TRANSCRIPT_LENGTH} characters; nothing was stored.`);
  }
}

/** Tells a sender whose first answer was lost whether its delivery had arrived in time. */
function completed(delivery: PreparedUtterance[], stored: Digests): AppError {
  const there = delivery.filter(({ utterance, digest }) => stored.get(utterance.seq)?.equals(digest)).length;
  return CallErrors.completed.with(
    `The call takes no more utterances; ${there} of the ${delivery.length} delivered were stored before.`,
  );
}
