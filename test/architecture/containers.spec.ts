import { composeVariables } from '../../src/core/config/compose-variables';
import { variables } from '../../src/core/config/variables';
import {
  ComposeFile,
  composeReferences,
  Instruction,
  isIgnored,
  readCompose,
  readDockerfile,
} from '../support/containers';
import { composeFaults, dockerfileFaults } from './support/container-rules';
import { filesIn, read } from './support/sources';

/** Variables of Parley that a container does not need: the image and the file settle them. */
const SETTLED = ['NODE_ENV', 'HOST', 'PARLEY_DATA_DIR', 'INSTANCE_NAME', 'SHUTDOWN_TIMEOUT_MS'];
const REQUIRED = ['ADMIN_PASSWORD', 'DATABASE_APP_PASSWORD', 'DATABASE_OWNER_PASSWORD', 'POSTGRES_PASSWORD'];
const passwords = Object.fromEntries([...REQUIRED, 'REDIS_PASSWORD'].map((name) => [name, `${name}x`]));

const planted = (change: (file: ComposeFile) => unknown): string[] => {
  const file = structuredClone(readCompose(passwords));
  change(file);
  return composeFaults(file);
};

describe('docker-compose.yml', () => {
  const { services } = readCompose(passwords);

  it('keeps its promises', () => {
    expect(composeFaults(readCompose(passwords))).toEqual([]);
  });

  it.each<[string, (file: ComposeFile) => unknown]>([
    ['a published database', ({ services: { postgres } }) => (postgres!.ports = ['5432:5432'])],
    ['a port open to all', ({ services: { api } }) => (api!.ports = ['3000:3000'])],
    ['a Redis that evicts', ({ services: { redis } }) => (redis!.command![7] = 'allkeys-lru')],
    ['a start without Postgres', ({ services: { worker } }) => delete worker!.depends_on!['postgres']],
    ['a start beside Redis', ({ services: { api } }) => (api!.depends_on!['redis']!.condition = 'service_started')],
    ['the old place of the data', ({ services: { postgres } }) => (postgres!.volumes![0] += '/data')],
    ['data that are in no volume', ({ services: { redis } }) => delete redis!.volumes],
    ['a floating image', ({ services: { redis } }) => (redis!.image = 'redis:latest')],
    ['an unknown variable', ({ services: { api } }) => (api!.environment['PARLEY_PORT'] = '1')],
    ['one login for all', ({ services: { api } }) => (api!.environment.DATABASE_URL = 'postgresql://parley_owner@p/p')],
    ['a superuser', ({ configs }) => (configs['roles']!.content += 'ALTER ROLE parley_app SUPERUSER')],
    ['a Redis without a log', ({ services: { redis } }) => (redis!.command![2] = 'no')],
    ['an image built twice', ({ services: { worker } }) => (worker!.build = '.')],
    ['an image that is never built', ({ services: { api } }) => delete api!.build],
    ['a build that a registry may answer', ({ services: { worker } }) => (worker!.pull_policy = 'missing')],
    ['two images', ({ services: { worker } }) => (worker!.image = 'parley:0.0.9')],
    ['roles that root alone may read', ({ services: { postgres } }) => delete postgres!.configs![0]!.mode],
    ['too short a farewell', ({ services: { api } }) => (api!.stop_grace_period = '30s')],
  ])('would be seen to have %s', (_, change) => {
    expect(planted(change)).toHaveLength(1);
  });

  it('reads variables that .env.example explains, and no others', () => {
    const known = [...Object.keys(variables), ...Object.keys(composeVariables)];
    const { all, required } = composeReferences();
    expect(all.filter((name) => !known.includes(name))).toEqual([]);
    expect(Object.keys(composeVariables).filter((name) => !all.includes(name))).toEqual([]);
    expect(all.filter((name) => !read('.env.example').includes(`\n#${name}=`))).toEqual([]);
    expect(required).toEqual([...REQUIRED, 'REDIS_PASSWORD']);
    expect(read('docker-compose.yml')).not.toMatch(/\$(?!\{[A-Z_]+:[-?])/);
  });

  it('hands every variable of Parley on, but those that are settled', () => {
    const given = Object.keys({ ...services['api']?.environment, ...services['worker']?.environment });
    expect([...given, ...SETTLED].sort()).toEqual(Object.keys(variables).sort());
  });

  it('hands on what is set and leaves the rest to its default', () => {
    const { environment, ports } = readCompose({ ...passwords, ALLOWED_HOSTS: 'calls.example.com', PORT: '8080' })
      .services['api']!;
    expect(environment).toMatchObject({ ALLOWED_HOSTS: 'calls.example.com', TRUST_PROXY: '', PORT: '3000' });
    expect(ports).toEqual(['127.0.0.1:8080:3000']);
  });

  it.each(Object.keys(passwords))('is refused without %s', (name) => {
    expect(() => readCompose({ ...passwords, [name]: '' })).toThrow(name);
  });

  it('names the image after the version of the package', () => {
    const { version } = JSON.parse(read('package.json')) as { version: string };
    expect([services['api']?.image, services['worker']?.image]).toEqual([`parley:${version}`, `parley:${version}`]);
  });

  it('holds no secret of its own', () => {
    const text = read('docker-compose.yml');
    expect(text.match(/\w*(PASSWORD|SECRET|TOKEN|AUTH): (?!\$\{)\S*/g)).toBeNull();
    expect(text.match(/:\/\/[^\s/]*:(?!\$\{)[^\s/]*@/g)).toBeNull();
  });
});

describe('the Dockerfile', () => {
  it('keeps its promises', () => {
    expect(dockerfileFaults(readDockerfile())).toEqual([]);
  });

  it.each<[string, Instruction]>([
    ['a root', { name: 'USER', text: 'root' }],
    ['a shell in between', { name: 'ENTRYPOINT', text: '["sh", "-c"]' }],
    ['everything copied', { name: 'COPY', text: '. .' }],
    ['a package manager at work', { name: 'RUN', text: 'apt-get install -y redis' }],
    ['a secret', { name: 'ENV', text: 'JWT_SECRET=x' }],
    ['something fetched', { name: 'ADD', text: 'https://example.com/x /x' }],
  ])('would be seen to have %s', (_, instruction) => {
    expect(dockerfileFaults([...readDockerfile(), instruction])).toHaveLength(1);
  });

  it.each(['USER', 'HEALTHCHECK', 'STOPSIGNAL', 'CMD', 'LABEL', 'ENV'])('would be missed without %s', (name) => {
    const rest = readDockerfile().filter((one) => one.name !== name);
    expect(dockerfileFaults(rest)).toHaveLength(1);
  });

  it('would be seen to float', () => {
    const floating = readDockerfile().map(({ name, text }) => ({
      name,
      text: text.replace(/node:\S+/, 'node:24-slim'),
    }));
    expect(dockerfileFaults(floating)).toEqual(['every base is pinned', 'Node is 22 or 24']);
  });
});

describe('the builder', () => {
  it('gets what it copies', () => {
    const sources = readDockerfile()
      .filter(({ name, text }) => name === 'COPY' && !text.startsWith('--from='))
      .flatMap(({ text }) => text.split(' ').slice(0, -1));
    expect(sources).toEqual(expect.arrayContaining(['package.json', 'package-lock.json', 'src', 'migrations']));
    expect(sources.filter(isIgnored)).toEqual([]);
    const code = [...filesIn('src'), ...filesIn('migrations')].filter((path) => !path.endsWith('.spec.ts'));
    expect(code.filter(isIgnored)).toEqual([]);
  });

  it.each([
    ...['.git', '.git/config', '.env', '.env.local', '.parley', '.parley/postgres/PG_VERSION', 'node_modules', 'dist'],
    ...['coverage/lcov.info', 'parley.log', 'test/support/app.ts', 'src/.env', 'src/core/paging.spec.ts', 'README.md'],
    ...['src/node_modules/a.js', 'docker-compose.yml', 'bin/setup', 'src/a/.git/config'],
  ])('does not get %s', (path) => {
    expect(isIgnored(path)).toBe(true);
  });
});
