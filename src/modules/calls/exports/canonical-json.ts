import { NewUtterance } from '../new-call';

/** Names in alphabetical order at every level: equal content is written in equal bytes, whatever a store does to objects. */
export function sortNames(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortNames);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([name, entry]) => [name, sortNames(entry)]));
}

/** What stands beside the text of an utterance, without what is not known. */
export function utteranceExtras({ words, vendorSentiment }: NewUtterance): Record<string, unknown> {
  return known({
    words: words?.map(({ text, startMs, endMs, confidence }) => known({ text, startMs, endMs, confidence })),
    vendorSentiment: vendorSentiment && known({ label: vendorSentiment.label, score: vendorSentiment.score }),
  });
}

/** Without the members that are null or undefined, which mean the same. */
export function known(object: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => (value ?? null) !== null));
}
