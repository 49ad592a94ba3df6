import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const FOLDER = join(__dirname, '..');

/**
 * Compares what the code promises now with the committed promise. With CONTRACT_UPDATE set, commits to it: the difference
 * is then for the reviewer.
 */
export function expectContract(name: string, text: string): void {
  const file = join(FOLDER, name);
  if (process.env.CONTRACT_UPDATE) writeFileSync(file, text);
  const committed = existsSync(file) ? readFileSync(file, 'utf8') : '';
  if (committed === text) return;
  throw new Error(
    `test/contract/${name} is not what the code promises. If the change is meant, run: npm run contract:update\n` +
      firstDifferences(committed.split('\n'), text.split('\n')),
  );
}

export function toJson(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

/** A few lines from where the texts part. */
function firstDifferences(committed: string[], current: string[]): string {
  const from = current.findIndex((line, i) => line !== committed[i]);
  const start = from < 0 ? current.length : from;
  const excerpt = (lines: string[], mark: string) => lines.slice(start, start + 8).map((line) => `${mark} ${line}`);
  return [`line ${start + 1}:`, ...excerpt(committed, '-'), ...excerpt(current, '+')].join('\n');
}
