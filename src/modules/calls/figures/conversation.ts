import { Conversation } from '../../metrics/conversation-metrics.service';
import { Call } from '../entities/call.entity';
import { toE4 } from '../e4';
import { PreparedUtterance } from '../placing';

/** What the formulas know of a call besides what was said. */
type Head = Pick<
  Call,
  'durationMs' | 'sentimentOverall' | 'sentimentAgent' | 'sentimentCustomer' | 'sentimentShift' | 'sentimentTrend'
>;

/** A completed call that is about to be stored, as the formulas see it; the same as they see of what is stored. */
export function toConversation(call: Head, prepared: PreparedUtterance[]): Conversation {
  return {
    durationMs: call.durationMs,
    utterances: prepared.map(toSpoken),
    sentiment: {
      overall: call.sentimentOverall,
      agent: call.sentimentAgent,
      customer: call.sentimentCustomer,
      shift: call.sentimentShift,
      trend: call.sentimentTrend,
    },
  };
}

function toSpoken({ utterance, sentiment, wordCount }: PreparedUtterance): Conversation['utterances'][number] {
  const { seq, speaker, startMs, endMs, text, words, vendorSentiment } = utterance;
  return {
    ...{ seq, speaker, startMs, endMs, text, wordCount, words },
    scoreE4: toE4(sentiment.score),
    label: sentiment.label,
    vendorLabel: vendorSentiment?.label ?? null,
  };
}
