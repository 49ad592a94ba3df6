import 'reflect-metadata';
import './without-documentation';
import { move } from 'piscina';
import { LexiconAnalyzer } from '../sentiment/lexicon-analyzer';
import { prepareBatch } from './batch-preparation';
import { RawBatch } from './raw-batch';
import { Transferred } from './transferred';

const analyzer = new LexiconAnalyzer();

/** Runs in a thread of its own: the batch comes and goes without being copied. */
export default async function prepare(raw: RawBatch): Promise<unknown> {
  return move(new Transferred(await prepareBatch(raw, analyzer)));
}
