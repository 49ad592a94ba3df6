/** First word of the comment in which Parley's own WebVTT holds the fields of the call, as JSON. */
export const WEBVTT_HEAD = 'NOTE parley-call ';

/** Voices of Parley's own WebVTT. */
export const webvttVoices = { agent: 'Agent', customer: 'Customer', other: 'Other' } as const;

/** Columns of an utterance in Parley's own CSV. */
export const utteranceColumns = ['seq', 'speaker', 'startMs', 'endMs', 'text', 'words', 'vendorSentiment'] as const;

/** Columns of the call in Parley's own CSV; only the first row fills them. */
export const callColumns = [
  'status',
  'externalId',
  'agentExternalId',
  'agentName',
  'customer',
  'direction',
  'startedAt',
  'endedAt',
  'language',
  'tags',
  'metadata',
] as const;

/** The exact header by which Parley's own CSV is known. */
export const csvHeader: readonly string[] = [...utteranceColumns, ...callColumns];
