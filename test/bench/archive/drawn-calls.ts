import { utteranceDigest } from '../../../src/modules/calls/content-digest';
import { place, Placed, PreparedUtterance, sentimentColumns, toScored } from '../../../src/modules/calls/placing';
import { SentimentColumns } from '../../../src/modules/calls/calls.repository';
import { emptyStreamState, transcriptTrend } from '../../../src/modules/calls/sentiment/rolling';
import { sampler } from './quantile-sampler';
import { SpokenTexts } from './spoken-texts';

/** One call in six is a long talk as in Switchboard, the others are service calls as in BT Oasis. */
const LONG_TALKS = 1 / 6;

export interface DrawnTranscript {
  placed: Placed;
  sentiment: SentimentColumns;
  durationMs: number;
  characters: number;
}

/** Draws transcripts and lengths of calls from the measured distributions. */
export class DrawnCalls {
  private readonly draw: Record<
    'turns' | 'longTurns' | 'agentWords' | 'customerWords' | 'wordsPerSecond' | 'gapSeconds',
    () => number
  >;

  constructor(
    private readonly texts: SpokenTexts,
    private readonly random: () => number,
  ) {
    this.draw = {
      turns: sampler('bt_oasis', 'turns_per_call', random),
      longTurns: sampler('switchboard_swda', 'utterances_per_call', random),
      agentWords: sampler('bt_oasis', 'words_per_turn_agent_a', random),
      customerWords: sampler('bt_oasis', 'words_per_turn_caller_b', random),
      wordsPerSecond: sampler('aws_tca_example_call', 'words_per_s', random),
      gapSeconds: sampler('aws_tca_example_call', 'gap_s', random),
    };
  }

  transcript(): DrawnTranscript {
    const prepared = Array.from({ length: this.turnCount() }, (_, index) => this.turn(index));
    let clock = 0;
    for (const { utterance, wordCount } of prepared) {
      utterance.startMs = Math.max(Math.round(clock + this.draw.gapSeconds() * 1_000), 0);
      utterance.endMs = utterance.startMs + Math.round((Math.max(wordCount, 1) / this.draw.wordsPerSecond()) * 1_000);
      clock = Math.max(clock, utterance.endMs);
    }
    const timed = prepared.map((item) => ({ ...item, digest: utteranceDigest(item.utterance) }));
    const placed = place({ state: emptyStreamState(), lastPosition: 0 }, timed);
    return {
      placed,
      sentiment: sentimentColumns(placed.state, transcriptTrend(timed.map(toScored))),
      durationMs: clock,
      characters: timed.reduce((sum, { utterance }) => sum + utterance.text.length, 0),
    };
  }

  /** Of a call whose transcript is not drawn, in ms. */
  duration(): number {
    const words = (this.draw.agentWords() + this.draw.customerWords()) / 2;
    return Math.round(
      this.turnCount() * (words / this.draw.wordsPerSecond() + Math.max(this.draw.gapSeconds(), 0)) * 1_000,
    );
  }

  private turnCount(): number {
    return Math.round(this.random() < LONG_TALKS ? this.draw.longTurns() : this.draw.turns());
  }

  private turn(index: number): PreparedUtterance {
    const speaker = index % 2 === 0 ? 'agent' : 'customer';
    const item = this.texts.draw(speaker === 'agent' ? this.draw.agentWords() : this.draw.customerWords());
    return { ...item, utterance: { ...item.utterance, seq: index + 1, speaker } };
  }
}
