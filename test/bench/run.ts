import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { benchAccess } from './access';
import { benchAnalytics } from './analytics';
import { benchAppend } from './append';
import { benchBulk } from './bulk';
import { benchFigures } from './figures';
import { benchHttp } from './http';
import { benchJobs } from './jobs';
import { benchLists } from './lists';
import { benchQueries } from './queries';
import { benchStream } from './stream';
import { BenchResult, print } from './support/report';
import { openWorkbench, Workbench } from './support/workbench';

const ROOT = join(__dirname, '../..');
const USAGE = 'Usage: npm run bench [-- [--thorough] [NAME ...]]';

const benches: Record<string, (bench: Workbench, thorough: boolean) => Promise<BenchResult>> = {
  http: benchHttp,
  access: benchAccess,
  stream: benchStream,
  append: benchAppend,
  bulk: benchBulk,
  figures: benchFigures,
  lists: benchLists,
  queries: benchQueries,
  jobs: benchJobs,
  analytics: benchAnalytics,
};

async function main(args: string[]): Promise<void> {
  const thorough = args.includes('--thorough');
  const names = args.filter((arg) => arg !== '--thorough');
  const unknown = names.find((name) => benches[name] === undefined);
  if (unknown !== undefined)
    throw new Error(`There is no bench ${unknown}. ${USAGE}; names: ${Object.keys(benches).join(', ')}`);
  execFileSync(process.execPath, [join(ROOT, 'node_modules/@nestjs/cli/bin/nest.js'), 'build'], {
    cwd: ROOT,
    stdio: 'inherit',
  });
  const bench = await openWorkbench();
  try {
    for (const name of names.length > 0 ? names : Object.keys(benches)) {
      const result = await (benches[name] as (typeof benches)[string])(bench, thorough);
      print(result);
      if (result.broken.length > 0) process.exitCode = 1;
    }
  } finally {
    await bench.close();
  }
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error instanceof Error ? (error.stack ?? error.message) : error);
  process.exitCode = 1;
});
