import { uuidv7 } from '../../core/database/ids';
import { refuseTooMany, separate } from './append-plan';
import { NewCallRow } from './calls.repository';
import { callDigest } from './content-digest';
import { callDuration, NewCall } from './new-call';
import {
  Identified,
  identifyAll,
  lastEndMs,
  placeAll,
  Placed,
  PreparedUtterance,
  scoreAll,
  sentimentColumns,
  toScored,
  transcriptLength,
} from './placing';
import { transcriptTrend } from './sentiment/rolling';
import { SentimentAnalyzer } from './sentiment/sentiment-analyzer';
import { sentimentShift } from './sentiment/shift';

/** A new call with everything that can be known of it before it is stored. */
export interface MadeCall {
  call: NewCall;
  contentDigest: Buffer;
  prepared: PreparedUtterance[];
  placed: Placed;
}

/** Scores and places what is said in a new call. Throws calls.utterance_conflict, calls.too_long. */
export async function makeCall(analyzer: SentimentAnalyzer, call: NewCall): Promise<MadeCall> {
  const { fresh, contentDigest } = await identifyCall(call);
  const prepared = await scoreAll(analyzer, fresh);
  return { call, contentDigest, prepared, placed: await placeAll(prepared) };
}

/** The digest of a new call, and its utterances, each once. Throws calls.utterance_conflict, calls.too_long. */
export async function identifyCall(call: NewCall): Promise<{ fresh: Identified[]; contentDigest: Buffer }> {
  const utterances = call.utterances ?? [];
  refuseTooMany(utterances);
  const identified = await identifyAll(utterances);
  const digests = call.utterances && identified.map(({ digest }) => digest);
  return { fresh: separate(identified, new Map()).fresh, contentDigest: callDigest(call, digests) };
}

/** The row of a new call, under a new id. */
export function toCallRow(
  { call, contentDigest, prepared, placed }: MadeCall,
  source: string,
  agentId: string | null,
): NewCallRow {
  const { externalId, customer, direction, language, tags, metadata } = call;
  const startedAt = call.startedAt === null ? null : new Date(call.startedAt);
  const endedAt = call.endedAt === null ? null : new Date(call.endedAt);
  const scored = prepared.map(toScored);
  const durationMs = startedAt && endedAt ? callDuration(startedAt, endedAt) : lastEndMs(call.utterances ?? []);
  return {
    ...{ id: uuidv7(), externalId, contentDigest, status: call.utterances ? 'completed' : 'live' },
    ...{ agentId, customer, direction, startedAt, endedAt, durationMs, language, tags, metadata, source },
    ...{
      lastPosition: prepared.length,
      transcriptLength: transcriptLength(prepared),
      streamState: placed.state,
      // What came in the order of seq ends on the trend of its last arrival.
      ...sentimentColumns(placed.state, isInOrder(scored) ? placed.trend : transcriptTrend(scored)),
      sentimentShift: sentimentShift(scored),
    },
  };
}

function isInOrder(utterances: { seq: number }[]): boolean {
  return utterances.every(({ seq }, index) => index === 0 || seq > (utterances[index - 1]?.seq ?? seq));
}
