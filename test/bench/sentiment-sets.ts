import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { LexiconAnalyzer } from '../../src/modules/calls/sentiment/lexicon-analyzer';
import { Item, ItemError, parseItems } from './sentiment-items';
import { Scored } from './sentiment-measures';

export const ROOT = join(__dirname, '../..');

/** Texts of one kind, in one file. */
export interface RatedSet {
  /** As the caller named it, or relative to the repository. */
  file: string;
  items: Item[];
}

const analyzer = new LexiconAnalyzer();

/** The four human-rated sets of Hutto & Gilbert 2014. */
export function ratedSets(): RatedSet[] {
  return ['tweets', 'amazon', 'nyt', 'movie']
    .map((set) => join(ROOT, `test/fixtures/sentiment/vader_${set}.jsonl`))
    .map((path) => ({ file: relative(ROOT, path), items: readItems(path) }));
}

/** Throws an `ItemError` saying what is wrong with the file. */
export function readItems(file: string): Item[] {
  let content: string;
  try {
    content = readFileSync(file, 'utf8');
  } catch (error) {
    throw new ItemError(`${file} cannot be read: ${(error as NodeJS.ErrnoException).code ?? String(error)}.`);
  }
  return parseItems(file, content);
}

export function scoreAll(items: Item[]): Scored[] {
  return items.map((item) => {
    const sentiment = analyzer.analyze(item.text);
    return { item, sentiment, traits: analyzer.traitsOf(item.text) };
  });
}
