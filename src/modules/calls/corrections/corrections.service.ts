import { Injectable } from '@nestjs/common';
import { Principal } from '../../../core/access/principal';
import { Gate } from '../../../core/http/gate';
import { Database, Transaction } from '../../../core/database/database';
import { refuseTooLong } from '../append-plan';
import { foundCall } from '../calls.errors';
import { CallCorrected } from '../calls.events';
import { CallRow } from '../call-row';
import { CallsRepository, StreamRow } from '../calls.repository';
import { CallDto, toCallDto } from '../dto/call.dto';
import { toE4 } from '../e4';
import { MeasuringService } from '../figures/measuring.service';
import { CallSentiment, CallVersion } from '../entities/call-version.entity';
import { sentimentColumns } from '../placing';
import { SearchRepository } from '../search/search.repository';
import { countWords, transcriptTrend } from '../sentiment/rolling';
import { SentimentAnalyzer } from '../sentiment/sentiment-analyzer';
import { sentimentShift } from '../sentiment/shift';
import { CorrectionErrors, stale } from './corrections.errors';
import { CorrectionsRepository, UtteranceChange } from './corrections.repository';
import { DetailsGiven, planDetails, refuseNothing } from './details';
import { restream, Restreamed } from './restream';
import { otherSide } from './undo';

/** Which call is corrected, in which version, and by whom. */
export interface Occasion {
  callId: string;
  expectedVersion: number;
  by: Pick<Principal, 'userId' | 'username'>;
}

/** The call under its lock. */
interface Locked {
  stream: StreamRow;
  call: CallRow;
}

/** What a correction replaced, besides the sentiment; undefined when it changed nothing. */
type Change = Pick<CallVersion, 'kind'> &
  Partial<Pick<CallVersion, 'seq' | 'fields'>> & { before?: Omit<CallVersion['before'], 'sentiment'> };

/** A correction may rewrite a call of 20,000 utterances, and whoever waits for its row holds a connection. */
const gateOf = (queue: number) =>
  new Gate({
    concurrency: 2,
    queue,
    retryAfterSeconds: 2,
    busy: 'Too many corrections are waiting; try again shortly.',
  });

/**
 * Corrects calls, live and completed ones. All throw calls.not_found, calls.version_stale, and unavailable when too many
 * corrections are waiting; whoever corrects the same version at the same time: one succeeds.
 */
@Injectable()
export class CorrectionsService {
  /** Of the whole stream: a second or two for the longest call. */
  private readonly rewriting = gateOf(30);
  /** Of details: some milliseconds, so they do not wait for those. */
  private readonly relabelling = gateOf(100);

  constructor(
    private readonly database: Database,
    private readonly calls: CallsRepository,
    private readonly corrections: CorrectionsRepository,
    private readonly analyzer: SentimentAnalyzer,
    private readonly search: SearchRepository,
    private readonly measuring: MeasuringService,
  ) {}

  /** Replaces those details that are given. Throws request.invalid when none is. */
  async correctDetails(occasion: Occasion, given: DetailsGiven): Promise<CallDto> {
    refuseNothing(given);
    return this.correct(this.relabelling, occasion, async (tx, { call }) => {
      const plan = planDetails(call, given);
      if (plan === undefined) return undefined;
      await this.corrections.updateDetails(tx, call.id, plan.after);
      return { kind: 'details', fields: plan.fields, before: { details: plan.before } };
    });
  }

  /** Gives an utterance another text. Throws calls.utterance_not_found, calls.too_long. */
  async correctText(occasion: Occasion, seq: number, text: string): Promise<CallDto> {
    const { score, confidence, label, keywords } = this.analyzer.analyze(text);
    const [words, scoreE4] = [countWords(text), toE4(score)];
    const scored = { text, analyzer: this.analyzer.id, score: scoreE4, confidence: toE4(confidence), label, keywords };
    return this.correct(this.rewriting, occasion, async (tx, locked) => {
      const { stream, call } = locked;
      const before = await this.corrections.text(tx, call.id, seq);
      if (before === undefined) throw CorrectionErrors.noUtterance.with(`The call has no utterance ${seq}.`);
      if (before.text === text) return undefined;
      const transcriptLength = stream.transcriptLength - before.text.length + text.length;
      refuseTooLong(stream.lastPosition, transcriptLength);
      const stored = await this.corrections.stream(tx, call.id);
      const streamed = restream(stored, (u) => (u.seq === seq ? { ...u, words, scoreE4 } : u));
      const others: UtteranceChange[] = streamed.changed.filter((u) => u.seq !== seq);
      const own = streamed.utterances.filter((u) => u.seq === seq).map((u) => ({ ...u, scored }));
      await this.store(tx, locked, { streamed, transcriptLength, changes: [...others, ...own] });
      await this.search.refresh(tx, call.id);
      return { kind: 'utterance', seq, before: { utterance: before } };
    });
  }

  /** What the agent said becomes the customer's, and the other way round, for all utterances stored so far. */
  async swapSpeakers(occasion: Occasion): Promise<CallDto> {
    return this.correct(this.rewriting, occasion, async (tx, locked) => {
      const stored = await this.corrections.stream(tx, locked.call.id);
      if (stored.every(({ speaker }) => speaker === otherSide(speaker))) return undefined;
      const streamed = restream(stored, (u) => ({ ...u, speaker: otherSide(u.speaker) }));
      const { transcriptLength } = locked.stream;
      await this.store(tx, locked, { streamed, transcriptLength, changes: streamed.changed });
      return { kind: 'swap' };
    });
  }

  private correct(
    gate: Gate,
    { callId, expectedVersion, by }: Occasion,
    change: (tx: Transaction, locked: Locked) => Promise<Change | undefined>,
  ): Promise<CallDto> {
    const work = async (tx: Transaction) => {
      const stream = foundCall(await this.calls.lock(tx, callId), callId);
      if (stream.epoch !== expectedVersion) throw stale(stream.epoch, expectedVersion);
      const call = foundCall(await this.calls.findById(callId, tx), callId);
      const changed = await change(tx, { stream, call });
      if (changed === undefined) return toCallDto(call);
      await this.corrections.raise(tx, {
        ...{ callId, version: stream.epoch, lastPosition: stream.lastPosition },
        ...{ replacedBy: by.userId, replacedByName: by.username },
        ...{ seq: null, fields: null, ...changed, before: { sentiment: sentimentOf(call), ...changed.before } },
      });
      if (changed.kind !== 'details') await this.measuring.measureLocked(tx, callId);
      tx.publish(new CallCorrected(callId, stream.epoch + 1));
      return toCallDto(foundCall(await this.calls.findById(callId, tx), callId));
    };
    return gate.run(() => this.database.transaction(work));
  }

  private async store(
    tx: Transaction,
    { stream, call }: Locked,
    to: { streamed: Restreamed; transcriptLength: number; changes: UtteranceChange[] },
  ): Promise<void> {
    const { state, trend, utterances } = to.streamed;
    const ended = stream.status === 'completed';
    await this.corrections.updateUtterances(tx, call.id, to.changes);
    await this.corrections.restate(tx, call.id, {
      ...{ transcriptLength: to.transcriptLength, streamState: state },
      ...sentimentColumns(state, ended ? transcriptTrend(utterances) : trend),
      sentimentShift: ended ? sentimentShift(utterances) : null,
    });
  }
}

function sentimentOf(call: CallRow): CallSentiment {
  const { sentimentOverall, sentimentAgent, sentimentCustomer, sentimentTrend, sentimentShift: shift } = call;
  return { sentimentOverall, sentimentAgent, sentimentCustomer, sentimentTrend, sentimentShift: shift };
}
