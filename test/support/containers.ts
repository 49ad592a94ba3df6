import { parse, ScalarTag } from 'yaml';
import { read } from '../architecture/support/sources';

type Environment = Record<string, string>;

/** What is read of a service in docker-compose.yml. */
export interface ComposeService {
  image: string;
  build?: string;
  pull_policy?: string;
  init?: boolean;
  restart: string;
  stop_grace_period: string;
  read_only?: boolean;
  cap_drop?: string[];
  security_opt: string[];
  networks: string[];
  command?: string[];
  environment: Environment;
  ports?: string[];
  volumes?: string[];
  configs?: { source: string; target: string; mode?: number }[];
  healthcheck: { test?: string[]; interval: string; timeout: string; retries: number };
  depends_on?: Record<string, { condition: string }>;
  logging: { options: Environment };
  deploy: { resources: { limits: { memory: string; pids: number } } };
}

export interface ComposeFile {
  services: Record<string, ComposeService>;
  volumes: Record<string, unknown>;
  networks: Record<string, { internal?: boolean }>;
  configs: Record<string, { content: string }>;
}

/** One instruction of a Dockerfile, with its lines joined. */
export interface Instruction {
  name: string;
  text: string;
}

/** `${NAME:-default}` and `${NAME:?message}`; `$$` stands for a dollar. */
const REFERENCE = /\$(?:\$|\{([A-Z_]+):([-?])([^}]*)\})/g;

/** As in YAML 1.1, which Docker Compose keeps to in this. */
const octal: ScalarTag = {
  tag: 'tag:yaml.org,2002:int',
  default: true,
  test: /^0[0-7]+$/,
  resolve: (digits) => parseInt(digits, 8),
};

/** docker-compose.yml as Docker Compose reads it with these variables. Throws when a required one is missing. */
export function readCompose(environment: Environment): ComposeFile {
  return filled(
    parse(read('docker-compose.yml'), { merge: true, customTags: (tags) => [octal, ...tags] }),
    environment,
  ) as ComposeFile;
}

/** As Docker Compose does it, values are filled in after the file is parsed: they cannot change its structure. */
function filled(value: unknown, environment: Environment): unknown {
  if (typeof value === 'string') return value.replace(REFERENCE, (...match: string[]) => resolved(match, environment));
  if (Array.isArray(value)) return value.map((entry) => filled(entry, environment));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, entry]) => [name, filled(entry, environment)]));
}

function resolved([whole, name, kind, rest]: (string | undefined)[], environment: Environment): string {
  if (name === undefined) return (whole ?? '').slice(1);
  const value = environment[name] ?? '';
  if (value === '' && kind === '?') throw new Error(`required variable ${name} is missing a value: ${rest}`);
  return value === '' ? (rest ?? '') : value;
}

/** The variables that docker-compose.yml reads, and those among them that it cannot do without. */
export function composeReferences(): { all: string[]; required: string[] } {
  const found = [...read('docker-compose.yml').matchAll(REFERENCE)].filter(([, name]) => name !== undefined);
  const names = (matches: RegExpMatchArray[]) => [...new Set(matches.map(([, name]) => name as string))].sort();
  return { all: names(found), required: names(found.filter(([, , kind]) => kind === '?')) };
}

/** The Dockerfile's instructions, line by line. */
export function readDockerfile(): Instruction[] {
  return read('Dockerfile')
    .replace(/^#.*\n/gm, '')
    .replace(/\\\n/g, ' ')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => {
      const [name = '', ...rest] = line.trim().split(/\s+/);
      return { name, text: rest.join(' ') };
    });
}

/** The instructions of the image that is run: everything after the last FROM. */
export function runtimeStage(): Instruction[] {
  const all = readDockerfile();
  return all.slice(all.map(({ name }) => name).lastIndexOf('FROM'));
}

/** What the image runs, and what tells whether it is healthy: both as argument lists. */
export function imageCommands(): { command: string[]; healthcheck: string[] } {
  const text = (name: string) => runtimeStage().find((instruction) => instruction.name === name)?.text ?? '';
  const list = (json: string) => JSON.parse(json.slice(json.indexOf('['))) as string[];
  return { command: list(text('CMD')), healthcheck: list(text('HEALTHCHECK').replace(/^.*?CMD /, '')) };
}

/** The environment that the image itself sets. */
export function imageEnvironment(): Environment {
  const text = runtimeStage().find(({ name }) => name === 'ENV')?.text ?? '';
  return Object.fromEntries(text.split(/\s+/).map((pair) => pair.split('=') as [string, string]));
}

/** Whether .dockerignore keeps a path away from the builder: the last pattern that fits decides. */
export function isIgnored(path: string): boolean {
  const patterns = read('.dockerignore')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'));
  const fits = (pattern: string) =>
    new RegExp(
      `^${pattern.replace(/\./g, '\\.').replace(/\*\*\/|\*/g, (star) => (star === '*' ? '[^/]*' : '(.*/)?'))}(/|$)`,
    );
  const last = patterns.findLast((pattern) => fits(pattern.replace(/^!/, '')).test(path));
  return last !== undefined && !last.startsWith('!');
}
