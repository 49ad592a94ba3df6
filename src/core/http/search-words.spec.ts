import fc from 'fast-check';
import { searchWords } from './search-words';

describe('the words of a search', () => {
  it.each([
    ['maria lopez', ['maria', 'lopez']],
    ["  O'Brien-Smith, ", ['O', 'Brien', 'Smith']],
    ['50% _x_ \\y', ['50', 'x', 'y']],
    ['ab ab a', ['ab', 'a']],
    ['Łukasz\u00a0Żółć', ['Łukasz', 'Żółć']],
    ['山田・太郎\u3000三', ['山田・太郎', '三']],
    ['😀 bot', ['😀', 'bot']],
    ['%', []],
    ['', []],
  ])('of %j are %j', (text, words) => {
    expect(searchWords(text)).toEqual(words);
  });

  it('hold nothing that could end a quoted word or be a wildcard, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(searchWords(text).join('')).not.toMatch(/[\s'"\\%_:*&|!()<>]/);
      }),
    );
  });
});
