import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { fromE4 } from '../e4';
import { CallStatus, callStatuses } from '../entities/call.entity';
import { speakers, Utterance, VendorSentiment, WordTiming } from '../entities/utterance.entity';
import { TextRange } from '../search/snippet';
import { Speaker, Trend } from '../sentiment/rolling';
import { Evidence, SentimentLabel } from '../sentiment/sentiment-analyzer';
import { trends } from './call.dto';
import { VendorSentimentDto, WordDto } from './utterance.dto';

const CALL_ID_EXAMPLE = '01990a5c-7f3e-7c1a-9d2b-3f4e5a6b7c8d';

export class EvidenceDto implements Evidence {
  @ApiProperty({ example: 'great' })
  word!: string;

  /** What the word contributed, in the lexicon's units of about -4 to 4, after every rule. */
  @ApiProperty({ example: 3.1 })
  valence!: number;

  /** The rules that changed it. */
  @ApiProperty({ example: ['booster'] })
  rules!: string[];
}

/** A part of an utterance's text. */
export class TextRangeDto implements TextRange {
  /** Index in `text` of its first UTF-16 code unit, as JavaScript counts. */
  @ApiProperty({ example: 3 })
  start!: number;

  /** Index behind its last one. */
  @ApiProperty({ example: 7 })
  end!: number;
}

/** One utterance of a transcript. The optional members come with `?include=` and `?q=`. */
export class TranscriptUtteranceDto {
  @ApiProperty({ example: 1 })
  seq!: number;

  /** Its place in the call's stream, by arrival. */
  @ApiProperty({ example: 1 })
  position!: number;

  @ApiProperty({ example: 'agent', enum: speakers })
  speaker!: Speaker;

  @ApiProperty({ example: 40, type: 'integer', nullable: true })
  startMs!: number | null;

  @ApiProperty({ example: 5050, type: 'integer', nullable: true })
  endMs!: number | null;

  @ApiProperty({ example: 'Thank you for calling, how can I help you?' })
  text!: string;

  /** -1 to 1. */
  @ApiProperty({ example: 0.1007 })
  sentimentScore!: number;

  /** 0 to 1: the measured share of utterances scored like this one whose human label agrees. */
  @ApiProperty({ example: 0.72 })
  confidence!: number;

  @ApiProperty({ example: 'positive', enum: ['negative', 'neutral', 'positive'] })
  label!: SentimentLabel;

  @ApiPropertyOptional({ type: [WordDto], nullable: true })
  words?: WordTiming[] | null;

  @ApiPropertyOptional({ type: VendorSentimentDto, nullable: true })
  vendorSentiment?: VendorSentiment | null;

  /** Which words and rules made the score; null when an earlier version of the scorer gave it. */
  @ApiPropertyOptional({ type: [EvidenceDto], nullable: true })
  evidence?: Evidence[] | null;

  /** Where `q` finds something in the text; left out where it finds nothing. */
  @ApiPropertyOptional({ type: [TextRangeDto] })
  hits?: TextRange[];
}

export class TranscriptDto {
  @ApiProperty({ example: CALL_ID_EXAMPLE, format: 'uuid' })
  callId!: string;

  /** The version of the call that this is. */
  @ApiProperty({ example: 1 })
  epoch!: number;

  /** In the order of `seq`. */
  @ApiProperty({ type: [TranscriptUtteranceDto] })
  utterances!: TranscriptUtteranceDto[];
}

export class RollingDto {
  /** Time-decayed score of the agent, -1 to 1; null until the agent has spoken. */
  @ApiProperty({ example: 0.31, type: Number, nullable: true })
  agent!: number | null;

  @ApiProperty({ example: -0.12, type: Number, nullable: true })
  customer!: number | null;
}

/** One point of a call's live stream; the payload of `sentiment_update`. */
export class SentimentPointDto {
  @ApiProperty({ example: CALL_ID_EXAMPLE, format: 'uuid' })
  callId!: string;

  @ApiProperty({ example: 1 })
  epoch!: number;

  /** From 1, without gaps, in order of arrival: resume by it. */
  @ApiProperty({ example: 7 })
  position!: number;

  @ApiProperty({ example: 7 })
  seq!: number;

  /** When the utterance was stored. */
  @ApiProperty({ example: '2026-03-01T09:31:07.412Z', format: 'date-time' })
  timestamp!: string;

  @ApiProperty({ example: 'customer', enum: speakers })
  speaker!: Speaker;

  @ApiProperty({ example: 'That would be awesome. Thank you so much.' })
  text!: string;

  /** -1 to 1. */
  @ApiProperty({ example: 0.6249 })
  sentimentScore!: number;

  /** 0 to 1. */
  @ApiProperty({ example: 0.81 })
  confidence!: number;

  /** As of arrival. */
  @ApiProperty({ example: 'improving', enum: trends })
  trend!: Trend;

  /** At most eight words that carried the score or the subject. */
  @ApiProperty({ example: ['awesome'] })
  keywords!: string[];

  /** As of arrival. */
  @ApiProperty({ type: RollingDto })
  rolling!: RollingDto;
}

/** A call's stream after a position: what `subscribe` acknowledges and what REST answers. */
export class StreamSnapshotDto {
  @ApiProperty({ example: CALL_ID_EXAMPLE, format: 'uuid' })
  callId!: string;

  @ApiProperty({ example: 1 })
  epoch!: number;

  @ApiProperty({ example: 'live', enum: callStatuses })
  status!: CallStatus;

  /** Position of the call's latest utterance; 0 with none. */
  @ApiProperty({ example: 12 })
  lastPosition!: number;

  /** Every point after the position asked for, in order. */
  @ApiProperty({ type: [SentimentPointDto] })
  points!: SentimentPointDto[];

  /** The rolling scores as of the latest utterance. */
  @ApiProperty({ type: RollingDto })
  rolling!: RollingDto;
}

/** The columns a point is made of. */
export type PointRow = Pick<
  Utterance,
  | 'position'
  | 'seq'
  | 'speaker'
  | 'text'
  | 'score'
  | 'confidence'
  | 'trend'
  | 'keywords'
  | 'rollingAgent'
  | 'rollingCustomer'
  | 'createdAt'
>;

export function toPointDto(callId: string, epoch: number, row: PointRow): SentimentPointDto {
  const { position, seq, speaker, text, trend, keywords } = row;
  return {
    callId,
    epoch,
    position,
    seq,
    timestamp: row.createdAt.toISOString(),
    speaker,
    text,
    sentimentScore: fromE4(row.score),
    confidence: fromE4(row.confidence),
    trend,
    keywords,
    rolling: { agent: fromE4(row.rollingAgent), customer: fromE4(row.rollingCustomer) },
  };
}

export type TranscriptRow = Pick<
  Utterance,
  'seq' | 'position' | 'speaker' | 'startMs' | 'endMs' | 'text' | 'score' | 'confidence' | 'label' | 'analyzer'
> &
  Partial<Pick<Utterance, 'words' | 'vendorSentiment'>>;

/** Optional members are there exactly when the row has them. */
export function toTranscriptUtteranceDto(row: TranscriptRow, evidence?: Evidence[] | null): TranscriptUtteranceDto {
  const { seq, position, speaker, startMs, endMs, text, label, words, vendorSentiment } = row;
  return {
    seq,
    position,
    speaker,
    startMs,
    endMs,
    text,
    sentimentScore: fromE4(row.score),
    confidence: fromE4(row.confidence),
    label,
    ...(words === undefined ? {} : { words }),
    ...(vendorSentiment === undefined ? {} : { vendorSentiment }),
    ...(evidence === undefined ? {} : { evidence }),
  };
}
