import { countFillers } from './fillers';

describe('the fillers of a text', () => {
  it.each([
    ['Um, so, you know, I was like, er, waiting.', 3],
    ['I have like a home mailing address.', 1],
    ['I would like two, and I like it', 0],
    ['Do you know him?', 0],
    ['What kind of card, or some sort of pass?', 0],
    ['It was kind of slow', 1],
    ['I mean it', 1],
    ['What do you mean?', 0],
    ['umbrella usher error', 0],
    ['UH UH', 2],
    ['Well, you... know', 1],
    ['(uh)', 1],
    ['', 0],
  ])('"%s" has %d', (text, expected) => expect(countFillers(text)).toBe(expected));
});
