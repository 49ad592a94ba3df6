import { countWords } from '../../src/modules/calls/sentiment/rolling';
import { Chance } from './chance';

const SAID = [
  ...['mhm', 'yeah', 'Okay.', 'Uh huh.', 'right', 'I see.', 'Got it'],
  ...['yeah yeah yeah yeah yeah', 'yeah yeah yeah yeah yeah yeah', 'Okay, right, yeah.', 'okay thank you so much then'],
  ...['I lost my card.', 'Um, so, you know, I was like, er, waiting.', 'Let me check that for you.', '12 34', '...'],
  ...['What is your name?', 'how did that happen', 'Is it the blue one?', 'Do you have it. Why not?', 'Right?'],
];

/** A few of the things that are said, one after another. */
export function generatedText(chance: Chance): { text: string; wordCount: number } {
  const text = Array.from({ length: chance.of([1, 1, 1, 2, 3]) }, () => chance.of(SAID)).join(' ');
  return { text, wordCount: countWords(text) };
}
