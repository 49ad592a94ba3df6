import { createHash } from 'node:crypto';
import { Client, QueryResultRow } from 'pg';
import type { Database, Queryable } from '../../../src/core/database/database';
import { uuidv7 } from '../../../src/core/database/ids';
import { SearchRepository } from '../../../src/modules/calls/search/search.repository';
import { LexiconAnalyzer } from '../../../src/modules/calls/sentiment/lexicon-analyzer';
import { emptyStreamState } from '../../../src/modules/calls/sentiment/rolling';
import { copyRows, CopyValue } from './copy-rows';
import { DrawnCalls, DrawnTranscript } from './drawn-calls';
import { randomNumbers } from './quantile-sampler';
import { SpokenTexts } from './spoken-texts';

export interface ArchiveOptions {
  calls: number;
  /** One call in so many has its transcript. */
  transcriptEvery: number;
  agents: number;
}

/** A million calls when it has to be thorough; with the same number of transcripts either way. */
export function archiveOptions(thorough: boolean): ArchiveOptions {
  return {
    agents: 500,
    ...(thorough ? { calls: 1_000_000, transcriptEvery: 100 } : { calls: 200_000, transcriptEvery: 20 }),
  };
}

export interface Archive extends ArchiveOptions {
  utterances: number;
  /** External id of an agent with an even share of the calls. */
  agent: string;
  /** The newest call that has its transcript. */
  callId: string;
  customer: string;
}

const YEARS_MS = 2 * 365 * 86_400_000;
const LIVE_CALLS = 200;
const CUSTOMERS = 100_000;
const TAGS = ['billing', 'renewal', 'complaint', 'delivery', 'technical', 'cancellation', 'refund', 'upgrade'];
const CALL_COLUMNS = [
  ...['id', 'external_id', 'content_digest', 'status', 'agent_id', 'customer', 'direction', 'started_at', 'ended_at'],
  ...['duration_ms', 'language', 'tags', 'metadata', 'source', 'last_position', 'transcript_length', 'stream_state'],
  ...['sentiment_overall', 'sentiment_agent', 'sentiment_customer', 'sentiment_trend', 'sentiment_final'],
];
const UTTERANCE_COLUMNS = [
  ...[
    'call_id',
    'seq',
    'position',
    'speaker',
    'start_ms',
    'end_ms',
    'text',
    'word_count',
    'digest',
    'analyzer',
    'score',
  ],
  ...['confidence', 'label', 'keywords', 'trend', 'rolling_agent', 'rolling_customer'],
];
const EMPTY_STATE = emptyStreamState();

interface DrawnCall {
  id: string;
  transcript: DrawnTranscript | undefined;
  row: CopyValue[];
}

/**
 * An archive of two years, the same for the same options but for its ids: calls spread evenly, the newest of them live,
 * lengths and words drawn from measured distributions, transcripts of some from what real people said.
 */
export async function seedArchive(ownerUrl: string, options: ArchiveOptions): Promise<Archive> {
  const client = new Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    await client.query('SET synchronous_commit = off');
    const agents = Array.from({ length: options.agents }, (_, index) => ({
      id: uuidv7(),
      name: `seeded-${index + 1}`,
    }));
    const rows = agents.map(({ id, name }): CopyValue[] => [id, name, `Agent ${name}`]);
    await copyRows(client, 'agents', ['id', 'external_id', 'name'], rows);
    const spoken: DrawnCall[] = [];
    await copyRows(
      client,
      'calls',
      CALL_COLUMNS,
      drawCalls(
        options,
        agents.map(({ id }) => id),
        spoken,
      ),
    );
    await copyRows(client, 'utterances', UTTERANCE_COLUMNS, spoken.flatMap(utteranceRows));
    await makeSearchable(client, spoken);
    await client.query('VACUUM ANALYZE agents, calls, utterances, call_search');
    const utterances = spoken.reduce((sum, { transcript }) => sum + (transcript?.placed.rows.length ?? 0), 0);
    return { ...options, utterances, agent: 'seeded-7', callId: spoken[0]?.id ?? '', customer: customerOf(7) };
  } finally {
    await client.end();
  }
}

async function makeSearchable(client: Client, spoken: DrawnCall[]): Promise<void> {
  const db: Queryable = {
    query: async <Row extends QueryResultRow>(text: string, values: unknown[] = [], name?: string) =>
      (await client.query<Row>({ text, values, name })).rows,
  };
  const search = new SearchRepository(db as Database);
  for (const { id } of spoken) await search.refresh(db, id);
}

/** Newest first; those with a transcript are kept, since their utterances are written afterwards. */
function* drawCalls(options: ArchiveOptions, agents: string[], spoken: DrawnCall[]): Generator<CopyValue[]> {
  const random = randomNumbers(20_261_122);
  const drawn = new DrawnCalls(new SpokenTexts(new LexiconAnalyzer(), random), random);
  const newest = Date.now();
  const moods: SpokenMood[] = [];
  for (let number = 0; number < options.calls; number += 1) {
    const transcript = number % options.transcriptEvery === 0 ? drawn.transcript() : undefined;
    if (transcript) moods.push(transcript.sentiment);
    const mood = transcript?.sentiment ?? moods[Math.floor(random() * moods.length)];
    if (mood === undefined) throw new Error('The first call has a transcript.');
    const live = transcript === undefined && number <= LIVE_CALLS;
    const id = uuidv7();
    const row = callRow({
      ...{ id, number, live, transcript, mood },
      agentId: agents[number % agents.length] as string,
      startedAt: new Date(newest - Math.round((number * YEARS_MS) / options.calls)),
      durationMs: transcript?.durationMs ?? drawn.duration(),
      tags: TAGS.filter(() => random() < 1 / TAGS.length),
    });
    if (transcript) spoken.push({ id, transcript, row });
    yield row;
  }
}

type SpokenMood = DrawnTranscript['sentiment'];

interface Drawn {
  id: string;
  number: number;
  live: boolean;
  transcript: DrawnTranscript | undefined;
  mood: SpokenMood;
  agentId: string;
  startedAt: Date;
  durationMs: number;
  tags: string[];
}

function callRow({ id, number, live, transcript, mood, agentId, startedAt, durationMs, tags }: Drawn): CopyValue[] {
  const endedAt = live ? null : new Date(startedAt.getTime() + durationMs);
  const direction = number % 3 === 0 ? 'outbound' : 'inbound';
  return [
    ...[id, `seeded-${number}`, digestOf(number), live ? 'live' : 'completed', agentId, customerOf(number), direction],
    ...[startedAt, endedAt, live ? null : durationMs, 'en-US', tags, { queue: 'sales' }, 'api'],
    ...[transcript?.placed.rows.length ?? 0, transcript?.characters ?? 0, transcript?.placed.state ?? EMPTY_STATE],
    ...[mood.sentimentOverall, mood.sentimentAgent, mood.sentimentCustomer, mood.sentimentTrend],
    live ? null : mood.sentimentOverall,
  ];
}

function utteranceRows({ id, transcript }: DrawnCall): CopyValue[][] {
  return (transcript?.placed.rows ?? []).map((row) => [
    ...[id, row.seq, row.position, row.speaker, row.startMs, row.endMs, row.text, row.wordCount, row.digest],
    ...[row.analyzer, row.score, row.confidence, row.label, row.keywords, row.trend, row.rollingAgent],
    row.rollingCustomer,
  ]);
}

function customerOf(number: number): string {
  return `+49 30 ${1_000_000 + (number % CUSTOMERS)}`;
}

function digestOf(number: number): Buffer {
  return createHash('sha256').update(String(number)).digest();
}
