import { CleanupResult } from './cleanup.dto';

/** What some calls amount to. */
export type Amounts = Pick<CleanupResult, 'calls' | 'utterances' | 'documents' | 'oldest' | 'newest'>;

export const NOTHING: Amounts = { calls: 0, utterances: 0, documents: 0, oldest: null, newest: null };

/** Both together; times are ISO 8601 in UTC. */
export function together(one: Amounts, other: Amounts): Amounts {
  const oldest = [one.oldest, other.oldest].filter((time) => time !== null).sort();
  const newest = [one.newest, other.newest].filter((time) => time !== null).sort();
  return {
    calls: one.calls + other.calls,
    utterances: one.utterances + other.utterances,
    documents: one.documents + other.documents,
    oldest: oldest[0] ?? null,
    newest: newest.at(-1) ?? null,
  };
}
