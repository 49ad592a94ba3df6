import { openDataDirectory } from './data-directory';
import { readState } from './state-file';

/** Address of the Postgres that another process runs on this data directory now; undefined when none was started. */
export function runningDatabaseUrl(dataDir: string): string | undefined {
  const directory = openDataDirectory(dataDir, () => undefined);
  return readState(directory.path).running?.databaseUrl;
}
