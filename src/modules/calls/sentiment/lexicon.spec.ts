import { Lexicon } from './lexicon';
import { Role } from './lexicon-entry';
import { expandAlternatives, readLists, readRows } from './lexicon-files';

const lexicon = Lexicon.load();

describe('the lexicon', () => {
  it('keeps the general lexicon where talk does not differ', () => {
    expect(lexicon.word('good')).toMatchObject({ valence: 1.9 });
    expect(lexicon.word('horrible')).toMatchObject({ valence: -2.5 });
  });

  it('lets its own ratings replace the general ones', () => expect(lexicon.word('okay')?.valence).toBe(0));

  it('gives a word several roles', () => {
    expect((lexicon.word('pretty')?.roles ?? 0) & Role.Booster).toBeTruthy();
    expect((lexicon.word('so')?.roles ?? 0) & Role.Booster).toBeTruthy();
    expect((lexicon.word('so')?.roles ?? 0) & Role.Backchannel).toBeTruthy();
  });

  it('knows no word that nobody wrote into it', () => {
    for (const word of ['constructor', '__proto__', 'toString', '', '#', 'l'])
      expect(lexicon.word(word)).toBeUndefined();
  });

  it('rates each word of its own once', () => {
    const rated = readLists('additions.txt').flatMap(({ words }) => words);
    expect(rated.filter((word, i) => rated.indexOf(word) !== i)).toEqual([]);
  });

  it.each(['additions.txt', 'emoji_common.txt'])('rates everything in %s on the scale', (file) => {
    for (const { key, words } of readLists(file)) {
      expect(Math.abs(Number(key))).toBeLessThanOrEqual(4);
      expect(words.every((word) => word !== '')).toBe(true);
    }
  });

  it('means each phrase one way only', () => {
    const phrases = readRows('phrases.txt').flatMap(([key = '', pattern = '']) =>
      expandAlternatives(pattern).map((words) => ({ key, phrase: words.join(' ') })),
    );
    const seen = new Map<string, string>();
    for (const { key, phrase } of phrases) {
      expect(`${phrase}: ${seen.get(phrase) ?? key}`).toBe(`${phrase}: ${key}`);
      seen.set(phrase, key);
      expect(phrase).toMatch(/^[a-z0-9' -]+ [a-z0-9' -]+$/);
    }
  });

  it('reads an emoji without a rating of its own by its name', () => {
    expect(lexicon.emojiAt('😻'.codePointAt(0) ?? 0)?.valence).toBeGreaterThan(0);
    expect(lexicon.emojiAt('🚪'.codePointAt(0) ?? 0)).toBeUndefined();
  });
});

describe('alternatives in a phrase', () => {
  it('expand to every combination', () => {
    expect(expandAlternatives('a|b c d|e')).toEqual([
      ['a', 'c', 'd'],
      ['a', 'c', 'e'],
      ['b', 'c', 'd'],
      ['b', 'c', 'e'],
    ]);
  });
});
