import { HeadField, headFields } from '../head-fields';
import { NewUtterance } from '../new-call';

/** First word of the comment in which Parley's own WebVTT holds the fields of the call, as JSON. */
export const WEBVTT_HEAD = 'NOTE parley-call ';

/** Voices of Parley's own WebVTT. */
export const webvttVoices = { agent: 'Agent', customer: 'Customer', other: 'Other' } as const;

/** A field of NewUtterance that is missing here does not compile. */
const utteranceFields: Record<keyof NewUtterance, true> = {
  seq: true,
  speaker: true,
  startMs: true,
  endMs: true,
  text: true,
  words: true,
  vendorSentiment: true,
};

/** Columns of an utterance in Parley's own CSV. */
export const utteranceColumns = Object.keys(utteranceFields) as (keyof NewUtterance)[];

export type CallColumn = 'status' | 'agentExternalId' | 'agentName' | Exclude<HeadField, 'agent'>;

/** Columns of the call in Parley's own CSV; only the first row fills them. */
export const callColumns: readonly CallColumn[] = [
  'status',
  ...headFields.flatMap((name): CallColumn[] => (name === 'agent' ? ['agentExternalId', 'agentName'] : [name])),
];

/** The exact header by which Parley's own CSV is known. */
export const csvHeader: readonly string[] = [...utteranceColumns, ...callColumns];
