import { NewCall } from './new-call';

export type HeadField = Exclude<keyof NewCall, 'utterances'>;

/** A field of NewCall that is missing here does not compile. */
const fields: Record<HeadField, true> = {
  externalId: true,
  agent: true,
  customer: true,
  direction: true,
  startedAt: true,
  endedAt: true,
  language: true,
  tags: true,
  metadata: true,
};

/** The fields of a call itself, besides its utterances, that a sender may give. */
export const headFields = Object.keys(fields) as HeadField[];
