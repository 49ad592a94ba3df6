import { createHash } from 'node:crypto';
import { NewCall, NewUtterance } from './new-call';

/** Digest of everything a sender says of an utterance; equal content gives an equal digest, however it was spelled in JSON. */
export function utteranceDigest(utterance: NewUtterance): Buffer {
  const { seq, speaker, startMs, endMs, text, words, vendorSentiment } = utterance;
  const timings = words?.map((word) => [word.text, word.startMs, word.endMs, word.confidence ?? null]) ?? null;
  const vendor = vendorSentiment ? [vendorSentiment.label ?? null, vendorSentiment.score ?? null] : null;
  return sha256([seq, speaker, startMs, endMs, text, timings, vendor]).subarray(0, 16);
}

/**
 * Digest of everything a sender says of a call at its creation. Values we filled in ourselves are not part of it.
 * @param digests those of its utterances, where they are known already
 */
export function callDigest(call: NewCall, digests = call.utterances && call.utterances.map(utteranceDigest)): Buffer {
  const { agent, customer, direction, startedAt, endedAt, language, tags, metadata } = call;
  return sha256([
    ...[agent?.externalId ?? null, agent?.name ?? null, customer, direction, startedAt, endedAt, language],
    ...[[...tags].sort(), sortKeys(metadata)],
    digests && digests.map((digest) => digest.toString('hex')),
  ]);
}

function sha256(value: unknown): Buffer {
  return createHash('sha256').update(JSON.stringify(value)).digest();
}

function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  // In an object of its own, so that no list looks like it.
  return { entries: entries.map(([key, entry]) => [key, sortKeys(entry)]) };
}
