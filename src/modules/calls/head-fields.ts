/** The fields of a call itself, besides its utterances, that a sender may give. */
export const headFields = [
  'externalId',
  'agent',
  'customer',
  'direction',
  'startedAt',
  'endedAt',
  'language',
  'tags',
  'metadata',
] as const;
