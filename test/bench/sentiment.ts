import { writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fitConfidence, isForFitting, renderConfidenceTable, withConfidenceOf } from './sentiment-confidence';
import { ItemError } from './sentiment-items';
import { calibrationError, macroF1, pearson } from './sentiment-measures';
import { printOrdeals, printReliability, printResults, printSpeeds, Result } from './sentiment-report';
import { RatedSet, ratedSets, readItems, ROOT, scoreAll } from './sentiment-sets';
import { compareSpeeds, measureOrdeals, speedOf } from './sentiment-speed';

const TABLE = join(ROOT, 'src/modules/calls/sentiment/confidence-table.ts');
const USAGE = 'Usage: npm run bench:sentiment -- [--json | --fit] [FILE.jsonl ...]';

function main(args: string[]): void {
  const options = args.filter((arg) => arg.startsWith('--'));
  const unknown = options.find((option) => option !== '--json' && option !== '--fit');
  if (unknown) throw new ItemError(`Unknown option ${unknown}. ${USAGE}`);
  const named = args.filter((arg) => !arg.startsWith('--'));
  if (options.includes('--fit')) {
    if (named.length > 0) throw new ItemError(`--fit learns from the four rated sets and takes no file. ${USAGE}`);
    return fit(ratedSets());
  }
  const sets = named.length > 0 ? named.map((file) => ({ file, items: readItems(file) })) : ratedSets();
  const results = sets.map(measure);
  if (options.includes('--json')) return results.forEach((result) => console.log(JSON.stringify(result)));
  printResults(results);
  if (named.length > 0) return;
  printReliability(sets.map(({ file, items }) => ({ file, unseen: scoreAll(items).filter((s) => !isForFitting(s)) })));
  printSpeeds(compareSpeeds(sets.flatMap(({ items }) => items)));
  printOrdeals(measureOrdeals());
}

function measure({ file, items }: RatedSet): Result {
  const scored = scoreAll(items);
  return {
    file,
    n: items.length,
    pearson: pearson(scored),
    macroF1: macroF1(scored),
    calibrationError: calibrationError(scored),
    utterancesPerSecond: speedOf(items),
  };
}

/** Learns the confidence table from one half of the texts, writes it and shows it on the other half. */
function fit(sets: RatedSet[]): void {
  const scored = sets.map(({ file, items }) => ({ file, texts: scoreAll(items) }));
  const table = fitConfidence(scored.flatMap(({ texts }) => texts.filter(isForFitting)));
  writeFileSync(TABLE, renderConfidenceTable(table));
  console.log(`Wrote ${relative(ROOT, TABLE)}.`);
  printReliability(
    scored.map(({ file, texts }) => ({
      file,
      unseen: texts.filter((s) => !isForFitting(s)).map((s) => withConfidenceOf(table, s)),
    })),
  );
}

try {
  main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof ItemError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
