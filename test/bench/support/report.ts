import { rounded, Spread } from './statistics';

/** A figure and what it should reach. */
export interface Target {
  name: string;
  value: number;
  atMost: number;
}

export interface BenchResult {
  bench: string;
  /** Column titles, then rows. */
  table: string[][];
  targets: Target[];
  /** For machines: everything measured. */
  figures: Record<string, unknown>;
  /** What must never happen, whatever the machine: lost events, failed requests. */
  broken: string[];
}

export function print(result: BenchResult): void {
  console.log(`\n${result.bench}`);
  printTable(result.table);
  const targets = result.targets.map((target) => ({ ...target, pass: target.value <= target.atMost }));
  for (const { name, value, atMost, pass } of targets) {
    console.log(`  ${pass ? 'PASS' : 'MISS'}  ${name}: ${rounded(value)} (target: at most ${atMost})`);
  }
  for (const fault of result.broken) console.log(`  BROKEN  ${fault}`);
  console.log(JSON.stringify({ bench: result.bench, ...result.figures, targets, broken: result.broken }));
}

export function spreadText({ median, min, max }: Spread, digits = 2): string {
  return `${median.toFixed(digits)} (${min.toFixed(digits)}..${max.toFixed(digits)})`;
}

function printTable(rows: string[][]): void {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
  for (const row of rows) {
    const cells = row.map((cell, column) => {
      const width = widths[column] ?? 0;
      return column === 0 ? cell.padEnd(width) : cell.padStart(width);
    });
    console.log(`  ${cells.join('  ')}`);
  }
}
