import { Injectable } from '@nestjs/common';
import { foundCall } from './calls.errors';
import { CallsRepository, StreamHead } from './calls.repository';
import { TranscriptExtra } from './dto/call-queries.dto';
import { fromE4 } from './e4';
import {
  StreamSnapshotDto,
  toPointDto,
  toTranscriptUtteranceDto,
  TranscriptDto,
  TranscriptRow,
} from './dto/transcript.dto';
import { SearchService } from './search/search.service';
import { Evidence, SentimentAnalyzer } from './sentiment/sentiment-analyzer';

/** Reads what was said and how it was scored. */
@Injectable()
export class TranscriptsService {
  constructor(
    private readonly calls: CallsRepository,
    private readonly analyzer: SentimentAnalyzer,
    private readonly searches: SearchService,
  ) {}

  /** Utterances by seq. Evidence is derived anew from the text, since it is not stored. Throws calls.not_found, request.invalid. */
  async transcript(callId: string, include: TranscriptExtra[], q?: string): Promise<TranscriptDto> {
    const { epoch } = await this.head(callId);
    const extras = { words: include.includes('words'), vendorSentiment: include.includes('vendorSentiment') };
    const rows = await this.calls.transcript(callId, extras);
    const explain = include.includes('evidence');
    const hits = q === undefined ? undefined : await this.searches.hitsIn(callId, q);
    const utterances = rows.map((row) => ({
      ...toTranscriptUtteranceDto(row, explain ? this.evidenceOf(row) : undefined),
      ...(hits?.has(row.seq) ? { hits: hits.get(row.seq) } : {}),
    }));
    return { callId, epoch, utterances };
  }

  /**
   * The stream after a position, up to the latest utterance at this moment. When the caller's epoch has passed, what he
   * holds is void, and everything is answered. Throws calls.not_found.
   */
  async snapshot(callId: string, after?: number | null, epoch?: number | null): Promise<StreamSnapshotDto> {
    const head = await this.head(callId);
    const from = (epoch ?? head.epoch) === head.epoch ? (after ?? 0) : 0;
    const rows = await this.calls.points(callId, from, head.lastPosition);
    const latest = rows.at(-1) ?? (await this.calls.points(callId, head.lastPosition - 1, head.lastPosition))[0];
    return {
      callId,
      epoch: head.epoch,
      status: head.status,
      lastPosition: head.lastPosition,
      points: rows.map((row) => toPointDto(callId, head.epoch, row)),
      rolling: { agent: fromE4(latest?.rollingAgent ?? null), customer: fromE4(latest?.rollingCustomer ?? null) },
    };
  }

  /** Null when another version scored the utterance: this one could not tell why. */
  private evidenceOf({ text, analyzer }: TranscriptRow): Evidence[] | null {
    return analyzer === this.analyzer.id ? this.analyzer.analyze(text).evidence : null;
  }

  private async head(callId: string): Promise<StreamHead> {
    const [head] = await this.calls.heads([callId]);
    return foundCall(head, callId);
  }
}
