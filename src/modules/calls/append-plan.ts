import { AppError } from '../../core/errors/app-error';
import { CallErrors } from './calls.errors';
import { AppendedDto } from './dto/utterance.dto';
import { MAX_UTTERANCES_PER_CALL } from './limits';
import { PreparedUtterance } from './placing';

/**
 * Separates what is new from what is a repeated delivery: of a stored utterance or within the delivery itself.
 * Throws calls.utterance_conflict when a seq comes with other content.
 */
export function separate(
  prepared: PreparedUtterance[],
  stored: ReadonlyMap<number, Buffer>,
): { fresh: PreparedUtterance[]; duplicates: number } {
  const known = new Map(stored);
  const fresh = prepared.filter(({ utterance: { seq }, digest }) => {
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
  return { fresh, duplicates: prepared.length - fresh.length };
}

/** What a delivery is answered with. */
export type Outcome = AppendedDto | AppError;

/**
 * Plans deliveries to one call one after the other, each taken as a whole or refused as a whole: what is new in all of
 * them, in order, and what each is answered with.
 */
export function planAppend(
  deliveries: PreparedUtterance[][],
  stored: ReadonlyMap<number, Buffer>,
  lastPosition: number,
): { fresh: PreparedUtterance[]; outcomes: Outcome[] } {
  const known = new Map(stored);
  const all: PreparedUtterance[] = [];
  const outcomes = deliveries.map((delivery): Outcome => {
    try {
      const { fresh, duplicates } = separate(delivery, known);
      const reached = lastPosition + all.length + fresh.length;
      if (reached > MAX_UTTERANCES_PER_CALL) {
        throw CallErrors.tooLong.with(`A call holds at most ${MAX_UTTERANCES_PER_CALL} utterances.`);
      }
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
