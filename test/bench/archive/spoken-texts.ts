import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { NewUtterance } from '../../../src/modules/calls/new-call';
import { prepare, PreparedUtterance } from '../../../src/modules/calls/placing';
import { countWords } from '../../../src/modules/calls/sentiment/rolling';
import { SentimentAnalyzer } from '../../../src/modules/calls/sentiment/sentiment-analyzer';

const FIXTURES = join(__dirname, '../../fixtures');
const HARPER_VALLEY = ['0002f70f7386445b', '004860b1ab2e4c88', '0091a706bc604188'];
/** A sentence of the call set stands for so many of the review set, since few calls give the tone of talk. */
const CALL_WEIGHT = 10;

/** What real people said or wrote, scored once, to be drawn by length. */
export class SpokenTexts {
  private readonly byWords = new Map<number, PreparedUtterance[]>();
  private readonly longest: number;

  constructor(
    analyzer: SentimentAnalyzer,
    private readonly random: () => number,
  ) {
    for (const text of realTexts()) {
      const words = Math.max(countWords(text), 1);
      const [scored] = prepare(analyzer, [spoken(text)]);
      if (scored) this.byWords.set(words, [...(this.byWords.get(words) ?? []), scored]);
    }
    this.longest = Math.max(...this.byWords.keys());
  }

  /** A text of about so many words. */
  draw(words: number): PreparedUtterance {
    let length = Math.min(Math.max(Math.round(words), 1), this.longest);
    while (!this.byWords.has(length)) length -= 1;
    const texts = this.byWords.get(length) as PreparedUtterance[];
    return texts[Math.floor(this.random() * texts.length)] as PreparedUtterance;
  }
}

function spoken(text: string): NewUtterance {
  return { seq: 1, speaker: 'other', startMs: null, endMs: null, text, words: null, vendorSentiment: null };
}

function realTexts(): string[] {
  const turns = (name: string) =>
    (json(`calls/aws-call-analytics/${name}.json`) as { Transcript: { Content: string }[] }).Transcript.map(
      ({ Content }) => Content,
    );
  const segments = HARPER_VALLEY.flatMap((name) =>
    (json(`calls/harpervalley/${name}.json`) as { human_transcript: string }[]).map(
      ({ human_transcript }) => human_transcript,
    ),
  );
  const said = [...turns('example-call'), ...turns('contact-lens-sample'), ...segments];
  return [...Array.from({ length: CALL_WEIGHT }, () => said).flat(), ...reviews()].filter((text) => text.trim() !== '');
}

function reviews(): string[] {
  return readFileSync(join(FIXTURES, 'sentiment/vader_amazon.jsonl'), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => (JSON.parse(line) as { text: string }).text);
}

function json(path: string): unknown {
  return JSON.parse(readFileSync(join(FIXTURES, path), 'utf8'));
}
