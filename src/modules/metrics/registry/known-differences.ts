/** A figure that a source publishes of a call, where Parley's rules give another. */
export interface KnownDifference {
  metric: string;
  /** Which of the metric's values, where it has several. */
  part: string | null;
  /** The published document that carries the figure. */
  document: 'example-call.json' | 'contact-lens-sample.json';
  ours: number;
  published: number;
  why: string;
}

type Row = [metric: string, part: string | null, ours: number, published: number];

const UNDISCLOSED = 'AWS does not disclose by which rule it ';
const TALK = `${UNDISCLOSED}measures talk time; here it is the union of the timed words, so that pauses within a turn are no talk.`;
const SPEED = 'The same words, divided by the talk time of talk_time.v1.';
const QUARTER = `${UNDISCLOSED}weighs the turns of this call; the published rule (mean of the turns that begin in a quarter) gives ours.`;
const OVERALL = 'The mean of our quarters; AWS publishes the mean of its own.';
const CLOSE =
  'Within 1 %: AWS measures talk a little shorter than the turns that it publishes, and no word times are there to see why.';

const inExample = (why: string, rows: Row[]) => differences('example-call.json', why, rows);

/** Every difference to the two documents of AWS that the formulas were checked against; all else in them is the same. */
export const knownDifferences: readonly KnownDifference[] = [
  ...inExample(TALK, [
    ['total_talk_time.v1', null, 140_330, 168_139],
    ['agent_talk_time.v1', null, 91_479, 104_349],
    ['customer_talk_time.v1', null, 51_901, 63_790],
  ]),
  ...inExample(SPEED, [
    ['agent_words_per_minute.v1', null, 211.9, 193],
    ['customer_words_per_minute.v1', null, 160.7, 135],
  ]),
  ...inExample(
    `${UNDISCLOSED}finds interruptions. As many, but one of them elsewhere: both have the one at 18.7 s; ours at 58.0 s, the one of AWS at 166.4 s, in a pause of the customer.`,
    [['agent_interruptions.v1', null, 2, 2]],
  ),
  ...inExample(QUARTER, [
    ['sentiment_quarters.aws.v1', 'agent, quarter 1', 2, 2.9],
    ['sentiment_quarters.aws.v1', 'agent, quarter 3', 1.3, 2],
    ['sentiment_quarters.aws.v1', 'agent, quarter 4', 3, 3.8],
    ['sentiment_quarters.aws.v1', 'customer, quarter 2', 1.7, 2.1],
    ['sentiment_quarters.aws.v1', 'customer, quarter 4', 2, 2.5],
  ]),
  ...inExample(OVERALL, [
    ['sentiment_quarters.aws.v1', 'agent, overall', 1.8, 2.4],
    ['sentiment_quarters.aws.v1', 'customer, overall', 1.4, 1.8],
  ]),
  ...differences('contact-lens-sample.json', CLOSE, [
    ['total_talk_time.v1', null, 28_770, 28_698],
    ['agent_talk_time.v1', null, 15_150, 15_079],
    ['customer_talk_time.v1', null, 13_640, 13_619],
    ['agent_words_per_minute.v1', null, 237.6, 239],
    ['customer_words_per_minute.v1', null, 162.8, 163],
  ]),
];

function differences(document: KnownDifference['document'], why: string, rows: Row[]): KnownDifference[] {
  return rows.map(([metric, part, ours, published]) => ({ metric, part, document, ours, published, why }));
}
