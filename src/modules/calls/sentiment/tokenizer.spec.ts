import { Lexicon } from './lexicon';
import { joinPhrases } from './phrases';
import { MAX_WORD_LENGTH, tokenize } from './tokenizer';

const lexicon = Lexicon.load();
const words = (text: string): string[] => tokenize(text, lexicon).list.map(({ word }) => word);
const joined = (text: string): string[] => joinPhrases(tokenize(text, lexicon).list).map(({ word }) => word);

describe('splitting talk into words', () => {
  it.each([
    ['Hello, WORLD', ['hello', 'world']],
    ["don’t 'quote' rock'n'roll dogs'", ["don't", 'quote', "rock'n'roll", 'dogs']],
    ['a.b,c;d', ['a', 'b', 'c', 'd']],
    ['um so uh yes', ['so', 'yes']],
    ['the the the card', ['the', 'card']],
    ['@you see #this', ['see', 'this']],
    ['[noise] hi [PII]', ['hi']],
    ['[a real aside, with a comma]', ['a', 'real', 'aside', 'with', 'a', 'comma']],
    ['[words set in brackets as an aside]', ['words', 'set', 'in', 'brackets', 'as', 'an', 'aside']],
    ['see https://x.example/a?b=c now', ['see', 'now']],
    ['École ÉTÉ', ['école', 'été']],
    ['well-known fact', ['well', 'known', 'fact']],
    ['self-confident-ish', ['self', 'confident', 'ish']],
  ])('"%s"', (text, expected) => expect(words(text)).toEqual(expected));

  it('puts words on either side of a stop into different clauses', () => {
    const clauses = (text: string): number => new Set(tokenize(text, lexicon).list.map(({ clause }) => clause)).size;
    for (const text of ['a. b', 'a, b', 'a; b', 'a: b', 'a — b', 'a - b', 'a (b)', 'a… b'])
      expect(clauses(text)).toBe(2);
    expect(clauses("a b don't c-d")).toBe(1);
  });

  it('counts how often a word was said in a row', () => {
    expect(tokenize('no no no wait', lexicon).list.map(({ said }) => said)).toEqual([3, 1]);
  });

  it('takes capitals for emphasis only amid lower case', () => {
    expect(tokenize('it is BAD', lexicon).capitalsMeanEmphasis).toBe(true);
    expect(tokenize('IT IS BAD', lexicon).capitalsMeanEmphasis).toBe(false);
    expect(tokenize('I am', lexicon).capitalsMeanEmphasis).toBe(false);
  });

  it('keeps no copy of a run too long to be a word', () => {
    expect(words('y'.repeat(MAX_WORD_LENGTH + 1))).toEqual(['']);
    expect(words('y'.repeat(MAX_WORD_LENGTH))).toEqual(['y'.repeat(MAX_WORD_LENGTH)]);
  });

  it('counts marks', () => {
    expect(tokenize('what?! no!!', lexicon)).toMatchObject({ exclamations: 3, questions: 1 });
  });
});

describe('fixed phrases', () => {
  it.each([
    ['that was a waste of time', ['that', 'was', 'a', 'waste of time']],
    ['Thank you so much', ['thank you so much']],
    ['thank you so', ['thank you', 'so']],
    ['a waste, of time', ['a', 'waste', 'of', 'time']],
    ['no problem no worries', ['no problem', 'no worries']],
  ])('"%s"', (text, expected) => expect(joined(text)).toEqual(expected));
});
