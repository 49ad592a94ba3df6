/** What people want to know when the server has started. */
export interface BannerFacts {
  version: string;
  role: 'all' | 'api' | 'worker';
  /** Address under which the server is reached, e.g. http://127.0.0.1:3000. */
  url: string;
  docs: boolean;
  startedInMs: number;
  /** Directory of the embedded servers; undefined when both are external. */
  dataDir?: string;
  /** The directory that was asked for when another had to be taken. */
  relocatedFrom?: string;
  warnings: string[];
}

/** The lines shown on a terminal after the start. */
export function renderBanner(facts: BannerFacts): string {
  const { version, role, url, dataDir, relocatedFrom } = facts;
  const rows: [string, string][] = [];
  if (role !== 'worker') rows.push(['API', `${url}/api/v1`]);
  if (role !== 'worker' && facts.docs) rows.push(['Docs', `${url}/docs`]);
  rows.push(['Health', `${url}/health`]);
  if (dataDir !== undefined) rows.push(['Data', dataDir]);
  if (relocatedFrom !== undefined) rows.push(['', `(the user who runs Postgres cannot reach ${relocatedFrom})`]);
  return [
    '',
    `  Parley ${version}${role === 'all' ? '' : ` (${role})`} is ready after ${(facts.startedInMs / 1000).toFixed(1)} s`,
    '',
    ...rows.map(([name, value]) => `  ${name.padEnd(8)}${value}`),
    ...(facts.warnings.length === 0 ? [] : ['']),
    ...facts.warnings.map((warning) => `  Warning: ${warning}`),
    '\n',
  ].join('\n');
}

/** The only time that a generated password is shown. */
export function renderAdminPassword(password: string): string {
  return `  Sign in as "admin" with the password ${password}\n  It was generated just now and is not shown again.\n\n`;
}
