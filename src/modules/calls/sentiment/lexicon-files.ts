import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const DIRECTORY = join(__dirname, 'data');

/** The tab-separated columns of each line of a data file; blank lines and comments (`# `) are left out. */
export function readRows(file: string): string[][] {
  return readFileSync(join(DIRECTORY, file), 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('# '))
    .map((line) => line.split('\t'));
}

/** Two columns: a key and words divided by blanks. */
export function readLists(file: string): { key: string; words: string[] }[] {
  return readRows(file).map(([key = '', words = '']) => ({ key, words: words.split(' ') }));
}

/** `a|b c` becomes `[a, c]` and `[b, c]`. */
export function expandAlternatives(pattern: string): string[][] {
  return pattern
    .split(' ')
    .reduce<string[][]>((heads, slot) => heads.flatMap((head) => slot.split('|').map((word) => [...head, word])), [[]]);
}
