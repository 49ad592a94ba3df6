import { CallErrors } from './calls.errors';
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
