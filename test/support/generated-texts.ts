import { countWords } from '../../src/modules/calls/sentiment/rolling';
import * as lists from '../../src/modules/metrics/formulas/word-lists';
import { Chance } from './chance';

const SAID = [
  ...['mhm', 'yeah', 'Okay.', 'Uh-huh,', 'right', 'I see.', 'Got it'],
  ...['yeah yeah yeah yeah yeah', 'yeah yeah yeah yeah yeah yeah', 'Okay, right, yeah.', 'okay thank you so much then'],
  ...['I lost my card.', 'Um, so, you know, I was like, er, waiting.', 'Let me check that for you.', '12 34', '...'],
  ...['What is your name?', 'how did that happen', 'Is it the blue one?', 'Do you have it. Why not?', 'Right?'],
  ...['It is Dr. Miller from the P. O. Box', 'I don’t know', 'Wow!', 'so, how many do you want', 'Ça va?'],
];

const PLAIN = ['card', 'the', 'blue', 'want', 'thank', 'from', 'Münster', '24'];
const WORD_LISTS = [
  PLAIN,
  lists.BACKCHANNELS,
  lists.FILLER_WORDS.map(({ words }) => words),
  lists.FILLER_WORDS.flatMap(({ notAfter }) => notAfter ?? []),
  lists.LEAD_INS,
  lists.OPEN_BEGINNINGS,
  lists.ONE_FACT_BEGINNINGS,
  lists.QUESTION_WORDS,
  lists.AUXILIARIES,
  lists.AUXILIARIES,
  lists.SUBJECTS,
  lists.PERSONS,
  lists.ABBREVIATIONS,
];
const MARKS = ['', '', '', '', '', '', ',', ',', '.', '?', '!', '?!', '...', ';', '."', ' -', ':'];

/** A few of the things that are said, or words put together at random from those that decide anything. */
export function generatedText(chance: Chance): { text: string; wordCount: number } {
  const count = chance.of([1, 1, 1, 2, 3]);
  const text = chance.once(3)
    ? Array.from({ length: chance.whole(1, 9) }, () => generatedWord(chance)).join(' ')
    : Array.from({ length: count }, () => chance.of(SAID)).join(' ');
  return { text, wordCount: countWords(text) };
}

function generatedWord(chance: Chance): string {
  const word = chance.of(chance.of(WORD_LISTS));
  const written = chance.once(4) ? `${word.slice(0, 1).toUpperCase()}${word.slice(1)}` : word;
  return `${chance.once(3) ? written.replaceAll("'", '’') : written}${chance.of(MARKS)}`;
}
