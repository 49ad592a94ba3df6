import { AppError } from '../../../core/errors/app-error';
import { parseSearch } from './query-syntax';

const words = (text: string, excluded = false) => ({ kind: 'words', text, excluded });
const prefix = (text: string, excluded = false) => ({ kind: 'prefix', text, excluded });

describe('what a user looks for', () => {
  it.each([
    ['card', [words('card')]],
    ['  lost \t card\n', [words('lost'), words('card')]],
    ['"lost card" now', [words('lost card'), words('now')]],
    ['„lost card“ “now”', [words('lost card'), words('now')]],
    ['before"lost card"after', [words('before'), words('lost card'), words('after')]],
    ['"not closed', [words('not closed')]],
    ['refun* card**', [prefix('refun'), prefix('card')]],
    ['e-mai*', [words('e'), prefix('mai')]],
    ['"refun*"', [words('refun*')]],
    ['card -lost -"to me" -refun*', [words('card'), words('lost', true), words('to me', true), prefix('refun', true)]],
    ['well-known - ! card', [words('well-known'), words('card')]],
    ['--card x', [words('card', true), words('x')]],
    ['日本語', [words('日本語')]],
    ["O'Neil\\ a:b", [words("O'Neil\\"), words('a:b')]],
  ])('%j is read', (q, expected) => {
    expect(parseSearch(q)).toEqual(expected);
  });

  it.each([
    '',
    ' ',
    '"',
    '""',
    '* - !',
    '-card',
    '-"lost card"',
    'a*',
    'é* card',
    'c*rd',
    '-e-mai* x',
    'a '.repeat(21),
  ])('%j is refused, naming q', (q) => {
    const thrown = (): AppError => {
      try {
        parseSearch(q);
      } catch (error) {
        return error as AppError;
      }
      throw new Error('It was read.');
    };
    expect(thrown()).toBeInstanceOf(AppError);
    expect(thrown()).toMatchObject({ type: { code: 'request.invalid' } });
  });

  it('is read in linear time, whatever it is', () => {
    const started = performance.now();
    for (const part of ['"', '-', '*', 'a*', '" ', '-"', 'a"']) {
      try {
        parseSearch(part.repeat(100_000));
      } catch (error) {
        expect(error).toBeInstanceOf(AppError);
      }
    }
    expect(performance.now() - started).toBeLessThan(5_000);
  });
});
