import { ConversationMetrics } from '../../metrics/conversation-metrics.service';
import { toCallRow } from '../call-making';
import { NewCallRow, NewUtteranceRow } from '../calls.repository';
import { toConversation } from '../figures/conversation';
import { SentimentAnalyzer } from '../sentiment/sentiment-analyzer';
import { copyRow } from './copy-text';
import { PreparedBatch, PreparedHead, RawBatch } from './raw-batch';
import { isRejected, readRow } from './row-reading';

/** What is told as the source of a call that came in bulk. */
export const BULK_SOURCE = 'bulk';

/** Everything about a batch of rows that takes processor time and no database. */
export async function prepareBatch(raw: RawBatch, analyzer: SentimentAnalyzer): Promise<PreparedBatch> {
  const prepared = new Preparation();
  for (const [index, line] of raw.lines.entries()) {
    const from = index === 0 ? 0 : (raw.ends[index - 1] ?? 0);
    const bytes = Buffer.from(raw.bytes.buffer, raw.bytes.byteOffset + from, (raw.ends[index] ?? 0) - from);
    const row = await readRow(bytes, analyzer);
    if (isRejected(row)) prepared.rejections.push({ line, ...row });
    else {
      const { externalId, call, placed } = row;
      const columns = { ...toCallRow(row, BULK_SOURCE, null), externalId };
      prepared.add(columns, placed.rows, { line, externalId, agent: call.agent });
      prepared.figures.push(metrics.row(columns.id, toConversation(columns, row.prepared)));
    }
  }
  return prepared.finish();
}

const metrics = new ConversationMetrics();
const encoder = new TextEncoder();

class Preparation {
  readonly rejections: PreparedBatch['rejections'] = [];
  readonly figures: string[] = [];
  private readonly heads: PreparedHead[] = [];
  private readonly calls: string[] = [];
  private readonly utterances: Uint8Array[] = [];
  private readonly ends: number[] = [];
  private size = 0;

  add(call: NewCallRow, utterances: NewUtteranceRow[], known: Pick<PreparedHead, 'line' | 'externalId' | 'agent'>) {
    const contentDigest = call.contentDigest.toString('hex');
    this.heads.push({ id: call.id, contentDigest, ...known });
    this.calls.push(
      JSON.stringify({ ...call, line: known.line, contentDigest, agent: known.agent?.externalId ?? null }),
    );
    const text = encoder.encode(utterances.map((row) => copyUtterance(call.id, row)).join(''));
    this.utterances.push(text);
    this.size += text.length;
    this.ends.push(this.size);
  }

  finish(): PreparedBatch {
    const utterances = new Uint8Array(this.size);
    this.utterances.forEach((text, index) => utterances.set(text, index === 0 ? 0 : this.ends[index - 1]));
    return {
      heads: this.heads,
      calls: encoder.encode(`[${this.calls.join(',')}]`),
      utterances,
      ends: Uint32Array.from(this.ends),
      figures: encoder.encode(`[${this.figures.join(',')}]`),
      rejections: this.rejections,
    };
  }
}

/** In the order of the columns that `BulkRepository` copies. */
function copyUtterance(callId: string, row: NewUtteranceRow): string {
  return copyRow([
    ...[callId, row.seq, row.position, row.speaker, row.startMs, row.endMs, row.text, row.wordCount, json(row.words)],
    ...[
      json(row.vendorSentiment),
      row.digest,
      row.analyzer,
      row.score,
      row.confidence,
      row.label,
      row.keywords,
      row.trend,
    ],
    ...[row.rollingAgent, row.rollingCustomer],
  ]);
}

function json(value: object | null): string | null {
  return value === null ? null : JSON.stringify(value);
}
