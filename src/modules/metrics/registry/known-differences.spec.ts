import { importedConversations } from '../../../../test/support/imported-conversations';
import { readDocument } from '../../../../test/support/call-fixtures';
import { Measured, Side } from '../figures/conversation';
import { measure } from '../formulas/measure';
import { evaluate } from './evaluate';
import { KnownDifference, knownDifferences } from './known-differences';
import { isAdditive, metricOf } from './registry';

const sides = ['agent', 'customer'] as const;
type PerSide<T> = Record<'AGENT' | 'CUSTOMER', T>;

/** What AWS publishes of a call. */
interface Characteristics {
  TalkTime: { TotalTimeMillis: number; DetailsByParticipant: PerSide<{ TotalTimeMillis: number }> };
  TalkSpeed: { DetailsByParticipant: PerSide<{ AverageWordsPerMinute: number }> };
  NonTalkTime: { TotalTimeMillis: number; Instances: unknown[] };
  Interruptions: { InterruptionsByInterrupter: Partial<PerSide<unknown[]>> };
  Sentiment: {
    OverallSentiment: PerSide<number>;
    SentimentByPeriod: { QUARTER: PerSide<{ Score: number; BeginOffsetMillis: number; EndOffsetMillis: number }[]> };
  };
}

describe.each(['contact-lens-sample.json', 'example-call.json'] as const)('what AWS publishes in %s', (document) => {
  let ours: Map<string, number | null>;
  let measured: Measured;
  const published = publishedIn(document);
  const known = knownDifferences.filter((difference) => difference.document === document);

  beforeAll(async () => {
    measured = measure(await conversationIn(document));
    ours = valuesOf(measured);
  });

  it('is what the formulas give, or stands among the known differences', () => {
    const listed = known.map(nameOf);
    const unlike = [...published].filter(([name, value]) => ours.get(name) !== value).map(([name]) => name);
    expect(unlike.filter((name) => !listed.includes(name))).toEqual([]);
    expect(listed.filter((name) => !unlike.includes(name) && name !== 'agent_interruptions.v1')).toEqual([]);
  });

  it('differs by exactly the figures that are listed', () => {
    expect(known.map((one) => [nameOf(one), ours.get(nameOf(one)), published.get(nameOf(one))])).toEqual(
      known.map((one) => [nameOf(one), one.ours, one.published]),
    );
  });

  it('has the ends of every period', () => {
    const quarters = characteristics(document).Sentiment.SentimentByPeriod.QUARTER;
    for (const side of sides) {
      expect(measured.details.awsQuarters?.sides[side]?.quarters.map(({ beginMs, endMs }) => [beginMs, endMs])).toEqual(
        quarters[upper(side)].map((quarter) => [quarter.BeginOffsetMillis, quarter.EndOffsetMillis]),
      );
    }
  });
});

describe('the example of Contact Lens', () => {
  it('gives AWS’s scores by AWS’s labels, and its talk within 1 %', async () => {
    const { details } = measure(await conversationIn('contact-lens-sample.json'));
    expect(details.awsQuarters).toMatchObject({
      labels: 'source',
      sides: { agent: { overall: 0 }, customer: { overall: 3.125 } },
    });
    const near = knownDifferences.filter(({ document }) => document === 'contact-lens-sample.json');
    expect(near.map(({ metric }) => metric).filter((metric) => metric.startsWith('sentiment'))).toEqual([]);
    for (const one of near) expect(Math.abs(one.ours / one.published - 1)).toBeLessThan(0.01);
  });
});

function characteristics(document: KnownDifference['document']): Characteristics {
  const source = readDocument(`aws-call-analytics/${document}`) as { ConversationCharacteristics: Characteristics };
  return source.ConversationCharacteristics;
}

async function conversationIn(document: string) {
  const found = (await importedConversations()).find((one) => one.document.endsWith(document));
  if (found === undefined) throw new Error(`no ${document} among the fixtures`);
  return found.conversation;
}

function publishedIn(document: KnownDifference['document']): Map<string, number> {
  const { TalkTime, TalkSpeed, NonTalkTime, Interruptions, Sentiment } = characteristics(document);
  const values = new Map([
    ['total_talk_time.v1', TalkTime.TotalTimeMillis],
    ['non_talk_time.v1', NonTalkTime.TotalTimeMillis],
    ['non_talk_instances.v1', NonTalkTime.Instances.length],
  ]);
  for (const side of sides) {
    const their = upper(side);
    values.set(`${side}_talk_time.v1`, TalkTime.DetailsByParticipant[their].TotalTimeMillis);
    values.set(`${side}_words_per_minute.v1`, TalkSpeed.DetailsByParticipant[their].AverageWordsPerMinute);
    values.set(`${side}_interruptions.v1`, Interruptions.InterruptionsByInterrupter[their]?.length ?? 0);
    values.set(`sentiment_quarters.aws.v1: ${side}, overall`, Sentiment.OverallSentiment[their]);
    Sentiment.SentimentByPeriod.QUARTER[their].forEach(({ Score }, index) =>
      values.set(`sentiment_quarters.aws.v1: ${side}, quarter ${index + 1}`, Score),
    );
  }
  return values;
}

function valuesOf({ figures, details }: Measured): Map<string, number | null> {
  const values = new Map<string, number | null>();
  for (const name of publishedIn('example-call.json').keys()) {
    const metric = metricOf(name);
    if (metric !== undefined && isAdditive(metric)) values.set(name, evaluate(metric, figures).value);
  }
  for (const side of sides) {
    const its = details.awsQuarters?.sides[side];
    values.set(`sentiment_quarters.aws.v1: ${side}, overall`, tenths(its?.overall));
    its?.quarters.forEach(({ score }, index) =>
      values.set(`sentiment_quarters.aws.v1: ${side}, quarter ${index + 1}`, tenths(score)),
    );
  }
  return values;
}

/** As AWS rounds: halves away from zero. */
function tenths(score: number | null | undefined): number | null {
  return score === null || score === undefined ? null : (Math.sign(score) * Math.round(Math.abs(score) * 10)) / 10 + 0;
}

function nameOf({ metric, part }: KnownDifference): string {
  return part === null ? metric : `${metric}: ${part}`;
}

function upper(side: Side): 'AGENT' | 'CUSTOMER' {
  return side === 'agent' ? 'AGENT' : 'CUSTOMER';
}
