import { variables } from '../../../src/core/config/variables';
import { ComposeFile, ComposeService, Instruction } from '../../support/containers';

/** A version down to the patch, and the system beneath it. */
const PINNED = /^[a-z]+:\d+\.\d+(\.\d+)?-bookworm(-slim)?$/;
const DATA_PLACES: Record<string, string> = { postgres: '/var/lib/postgresql', redis: '/data' };

type Rule = [fault: string, holds: (service: ComposeService, name: string) => boolean];

const EVERY_SERVICE: Rule[] = [
  ['starts again by itself', ({ restart }) => restart === 'unless-stopped'],
  ['gains no privileges', ({ security_opt }) => security_opt.includes('no-new-privileges:true')],
  ['has bounded memory and processes', ({ deploy }) => Object.keys(deploy.resources.limits).join() === 'memory,pids'],
  ['has bounded logs', ({ logging }) => Object.keys(logging.options).join() === 'max-size,max-file'],
  ['has an own time to stop in', ({ stop_grace_period }) => secondsOf(stop_grace_period) >= 30],
  ['is asked for its health', ({ healthcheck }) => secondsOf(healthcheck.interval) > 0 && healthcheck.retries > 1],
];
const PARLEY: Rule[] = [
  ['waits for Postgres and Redis to be healthy', waitsForServers],
  ['stops in more time than it drains in', (s) => secondsOf(s.stop_grace_period) * 1_000 > drainMs() + 5_000],
  ['is never pulled', ({ pull_policy }) => pull_policy === 'build' || pull_policy === 'never'],
  ['cannot write its files', ({ read_only, cap_drop }) => read_only === true && cap_drop?.join() === 'ALL'],
  ['has an init that hands signals on', ({ init }) => init === true],
  ['leaves its health to the image', ({ healthcheck }) => healthcheck.test === undefined],
  ['knows every variable it is given', ({ environment }) => Object.keys(environment).every((key) => key in variables)],
  ['logs in as two', ({ environment }) => loginOf(environment, 'DATABASE_MIGRATION_URL') === 'parley_owner'],
  ['does not own the schema', ({ environment }) => loginOf(environment, 'DATABASE_URL') === 'parley_app'],
];
const SERVERS: Rule[] = [
  ['is pinned', ({ image }) => PINNED.test(image)],
  ['publishes no port', ({ ports }) => ports === undefined],
  ['is on the inner network alone', ({ networks }) => networks.join() === 'servers'],
  ['has a check of its own', ({ healthcheck }) => (healthcheck.test?.length ?? 0) > 1],
  ['keeps its data in a volume', ({ volumes }, name) => volumes?.join() === `${name}-data:${DATA_PLACES[name]}`],
];

/** What docker-compose.yml promises and does not keep. */
export function composeFaults({ services, volumes, networks, configs }: ComposeFile): string[] {
  const { api, worker, redis, postgres } = services;
  const faults = Object.entries(services).flatMap(([name, service]) =>
    [...EVERY_SERVICE, ...(name in DATA_PLACES ? SERVERS : PARLEY)]
      .filter(([, holds]) => !holds(service, name))
      .map(([rule]) => `${name}: ${rule}`),
  );
  const whole: [string, boolean][] = [
    ['the services are four', Object.keys(services).sort().join() === 'api,postgres,redis,worker'],
    ['the api is published on this machine alone', api?.ports?.join() === '127.0.0.1:3000:3000'],
    ['nothing but the api is published', worker?.ports === undefined],
    ['each process has its role', [api, worker].map((one) => one?.environment.PARLEY_ROLE).join() === 'api,worker'],
    ['the worker does not know the password of the admin', worker?.environment.ADMIN_PASSWORD === undefined],
    ['Redis loses and evicts nothing', / --appendonly yes .*--maxmemory-policy noeviction /.test(flagsOf(redis))],
    ['Redis has a password', / --requirepass [^-\s]+ /.test(flagsOf(redis))],
    ['the volumes are declared', Object.keys(volumes).sort().join() === 'files,postgres-data,redis-data'],
    ['the inner network has no way out', networks.servers?.internal === true],
    ['the image is built once, by the api', api?.build === '.' && api.pull_policy === 'build' && !worker?.build],
    ['both run that image', api?.image !== undefined && api.image === worker?.image],
    ['whoever reads a config may, be it root or not', allConfigs(services).every(({ mode }) => mode === 0o444)],
    ['Postgres makes the roles', postgres?.configs?.[0]?.target.startsWith('/docker-entrypoint-initdb.d/') === true],
    ['the roles are no superusers', !/SUPERUSER|CREATEROLE|CREATEDB/.test(configs.roles?.content ?? 'SUPERUSER')],
  ];
  return [...faults, ...whole.filter(([, holds]) => !holds).map(([rule]) => rule)];
}

/** What the Dockerfile promises and does not keep. */
export function dockerfileFaults(all: Instruction[]): string[] {
  const stages = all.filter(({ name }) => name === 'FROM').map(({ text }) => text.split(' '));
  const named = stages.map(([, , name]) => name);
  const last = all.slice(all.map(({ name }) => name).lastIndexOf('FROM'));
  const textsOf = (name: string, within = all) => within.filter((one) => one.name === name).map(({ text }) => text);
  const user = textsOf('USER', last).at(-1) ?? '';
  const promises: [string, boolean][] = [
    ['every base is pinned', stages.every(([base = '']) => named.includes(base) || PINNED.test(base))],
    ['Node is 22 or 24', stages.every(([base = '']) => named.includes(base) || /^node:2[24]\./.test(base))],
    ['it has stages for packages, build and run', ['deps', 'build', 'runtime'].every((name) => named.includes(name))],
    ['packages are those of the lock file', textsOf('RUN').some((text) => text.startsWith('npm ci '))],
    [
      'the image runs no package manager',
      textsOf('RUN', last).every((text) => /^install --directory [^&|;]+$/.test(text)),
    ],
    ['the image copies nothing but what it runs', textsOf('COPY', last).every((text) => COPIED.includes(text))],
    ['the packages are those of production', textsOf('RUN').some((text) => text.includes('npm prune --omit=dev'))],
    ['it is no root', /^[1-9]\d*(:\d+)?$/.test(user)],
    ['it runs node itself, which hears signals', textsOf('CMD', last).join().startsWith('["node",')],
    ['nothing stands between', textsOf('ENTRYPOINT').length === 0],
    ['it is stopped by SIGTERM', textsOf('STOPSIGNAL', last).join() === 'SIGTERM'],
    ['node asks for its health', / CMD \["node",.*\/health\/ready/.test(textsOf('HEALTHCHECK', last).join())],
    ['it runs for production', textsOf('ENV', last).join(' ').includes('NODE_ENV=production')],
    ['it is labelled', textsOf('LABEL', last).join().includes('org.opencontainers.image.licenses')],
    ['no secret is built in', !all.some(({ name, text }) => /^(ARG|ENV)$/.test(name) && SECRET.test(text))],
    ['nothing is fetched from elsewhere', textsOf('ADD').length === 0 && !textsOf('RUN').some((t) => FETCH.test(t))],
  ];
  return promises.filter(([, holds]) => !holds).map(([promise]) => promise);
}

const COPIED = [
  'package.json LICENSE ./',
  '--from=packages /app/node_modules node_modules',
  '--from=build /app/dist dist',
];
const SECRET = /SECRET|PASSWORD|TOKEN|_URL/;
const FETCH = /\b(curl|wget|git clone)\b/;

function allConfigs(services: ComposeFile['services']) {
  return Object.values(services).flatMap(({ configs }) => configs ?? []);
}

function waitsForServers({ depends_on }: ComposeService): boolean {
  return ['postgres', 'redis'].every((name) => depends_on?.[name]?.condition === 'service_healthy');
}

function flagsOf(service: ComposeService | undefined): string {
  return ` ${(service?.command ?? []).join(' ')} `;
}

function loginOf(environment: Record<string, string>, name: string): string {
  return new URL(environment[name] ?? 'none:').username;
}

function drainMs(): number {
  return Number(variables.SHUTDOWN_TIMEOUT_MS.fallback);
}

function secondsOf(duration: string): number {
  return /^\d+s$/.test(duration) ? Number(duration.slice(0, -1)) : 0;
}
