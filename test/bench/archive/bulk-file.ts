import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { LexiconAnalyzer } from '../../../src/modules/calls/sentiment/lexicon-analyzer';
import { randomNumbers, sampler } from './quantile-sampler';
import { SpokenTexts } from './spoken-texts';

const UTTERANCES = 20;
const AGENTS = 200;
const CUSTOMERS = 10_000;
const MINUTE_MS = 60_000;
const MS_PER_CHARACTER = 60;
const FIRST_DAY = Date.UTC(2026, 0, 1);

/** Writes a file of calls for a bulk ingest, one a line, of twenty utterances each that real people said; the same for the same number. */
export async function writeBulkFile(path: string, calls: number): Promise<void> {
  await pipeline(Readable.from(lines(calls)), createWriteStream(path));
}

function* lines(calls: number): Generator<string> {
  const random = randomNumbers(20_261_122);
  const texts = new SpokenTexts(new LexiconAnalyzer(), random);
  const words = {
    agent: sampler('bt_oasis', 'words_per_turn_agent_a', random),
    customer: sampler('bt_oasis', 'words_per_turn_caller_b', random),
  };
  const speak = (speaker: 'agent' | 'customer') => texts.draw(words[speaker]()).utterance.text;
  for (let number = 1; number <= calls; number += 1) yield `${JSON.stringify(drawCall(number, speak))}\n`;
}

function drawCall(number: number, speak: (speaker: 'agent' | 'customer') => string) {
  let clock = 0;
  const utterances = Array.from({ length: UTTERANCES }, (_, index) => {
    const speaker = index % 2 === 0 ? ('agent' as const) : ('customer' as const);
    const text = speak(speaker);
    const startMs = clock;
    clock += text.length * MS_PER_CHARACTER;
    return { seq: index + 1, speaker, startMs, endMs: clock, text };
  });
  return {
    externalId: `bulk-${number}`,
    agent: { externalId: `bulk-agent-${number % AGENTS}`, name: `Agent ${number % AGENTS}` },
    customer: `+49 30 ${1_000_000 + (number % CUSTOMERS)}`,
    direction: number % 3 === 0 ? 'outbound' : 'inbound',
    startedAt: new Date(FIRST_DAY + number * MINUTE_MS).toISOString(),
    language: 'en-US',
    tags: number % 4 === 0 ? ['billing', 'renewal'] : ['billing'],
    metadata: { queue: 'sales' },
    utterances,
  };
}
