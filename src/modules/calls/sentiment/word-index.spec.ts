import { LexiconEntry } from './lexicon-entry';
import { EMPTY_HASH, extendHash, WordIndex } from './word-index';

const entryOf = (word: string): LexiconEntry => ({ word, valence: 1, roles: 0 });
const hashOf = (word: string): number =>
  Array.from(word).reduce((hash, letter) => extendHash(hash, letter.charCodeAt(0)), EMPTY_HASH);

describe('the word index', () => {
  const many = Array.from({ length: 5_000 }, (_, i) => entryOf(`word${i.toString(36)}`));
  const index = new WordIndex(many);
  const find = (text: string, start: number, end: number): LexiconEntry | undefined =>
    index.find(text, start, end, hashOf(text.slice(start, end).toLowerCase()));

  it('finds every word it was given, and no other', () => {
    for (const entry of many) expect(find(entry.word, 0, entry.word.length)).toBe(entry);
    for (const { word } of many) expect(find(`${word}_`, 0, word.length + 1)).toBeUndefined();
  });

  it('finds a word within a text, whatever its case', () => {
    expect(find('the WordA7 here', 4, 10)?.word).toBe('worda7');
    expect(find('the worda7 here', 4, 9)?.word).toBe('worda');
    expect(find('the worda7 here', 3, 10)).toBeUndefined();
  });

  it('tells words of one hash apart', () => {
    expect(hashOf('bA')).toBe(hashOf('ab'));
    const twins = new WordIndex([entryOf('bA'), entryOf('ab')]);
    expect(twins.find('ab', 0, 2, hashOf('ab'))?.word).toBe('ab');
    expect(new WordIndex([entryOf('bA')]).find('ab', 0, 2, hashOf('ab'))).toBeUndefined();
  });

  it('finds nothing when empty', () => expect(new WordIndex([]).find('a', 0, 1, hashOf('a'))).toBeUndefined());

  it('keeps a word whose hash is the mark of a free slot', () => {
    expect(hashOf('mgenanad')).toBe(0);
    const index = new WordIndex([entryOf('mgenanad')]);
    expect(index.find('mgenanad', 0, 8, 0)?.word).toBe('mgenanad');
    expect(index.find('another', 0, 7, 0)).toBeUndefined();
  });
});
