import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Adapted, GivenRoles } from '../../src/modules/calls/imports/transcript-adapter';

export const FIXTURES = join(__dirname, '../fixtures/calls');

/** What an importer is expected to make of a document. */
export interface ExpectedImport extends Omit<Adapted, 'places'> {
  /** Path in test/fixtures/calls. */
  document: string;
  format: string;
  roles: GivenRoles;
}

interface Utterance {
  words?: unknown[] | { count: number; first: unknown[] };
}

/** A document as an importer gets it: parsed when it is JSON, else text. */
export function readDocument(path: string): unknown {
  const text = readFileSync(join(FIXTURES, path), 'utf8');
  return path.endsWith('.json') ? JSON.parse(text) : text;
}

/** All committed expectations. */
export function expectedImports(): ExpectedImport[] {
  return readdirSync(join(FIXTURES, 'expected')).map((name) => readDocument(`expected/${name}`) as ExpectedImport);
}

/** An import in the form the expectations have: words are many, so only their number and the first two are kept. */
export function canonical({ call, mapped, dropped, guessed }: Omit<Adapted, 'places'>): unknown {
  const utterances = (call['utterances'] as Utterance[]).map(({ words, ...utterance }) => ({
    ...utterance,
    ...(Array.isArray(words) ? { words: { count: words.length, first: words.slice(0, 2) } } : {}),
  }));
  return JSON.parse(JSON.stringify({ call: { ...call, utterances }, mapped, dropped, guessed })) as unknown;
}
