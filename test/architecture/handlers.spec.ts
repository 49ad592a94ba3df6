import { creatingIsRepeatable, entitiesThatLeave, handlersOnlyCall, handlersSayWhoMay } from './support/handler-rules';
import { houseRule } from './support/house-rule';
import { compile } from './support/program';
import { productUnits } from './support/sources';
import { sqlStandsInRepositories, statementsWithForeignWords } from './support/sql-rules';

const handler = (body: string) => ({ 'src/a.controller.ts': `class A { @Get() @Public() a() { ${body} } }` });

houseRule(
  'a handler is decorators plus one call',
  handlersOnlyCall,
  productUnits,
  handler('if (this.open) return this.service.a();'),
  handler('a(); b(); c(); return this.service.a();'),
  handler('this.log.a(); return this.service.a();'),
);

houseRule('a handler says who may use it', handlersSayWhoMay, productUnits, {
  'src/a.gateway.ts': `class A { @SubscribeMessage('a') a() { return this.service.a(); } }`,
});

/** POST routes that need no Idempotency-Key, and why. */
const REPEATABLE_WITHOUT_KEY = {
  'auth/register': 'nobody is signed in to whom a key could belong; the user name is made once',
  'auth/login': 'each login is a session of its own',
  'auth/refresh': 'the refresh token tells a repetition, and gets the same successor',
  'auth/logout': 'what has ended stays ended',
  'auth/logout-all': 'what has ended stays ended',
  'auth/change-password': 'the current password is no longer that when it is repeated',
  'calls/:id/utterances': 'each utterance is told by its seq',
  'calls/:id/complete': 'a completed call is answered as it is',
  'auth/admin-cookie': 'it stores nothing; another cookie is as good as the first',
  'calls/:id/swap-speakers': 'expectedVersion refuses a repetition',
  'jobs/:id/cancel': 'a cancelled job is answered as it is',
  'jobs/queues/:name/pause': 'a paused queue is answered as it is',
  'jobs/queues/:name/resume': 'a queue that is not paused is answered as it is',
  'jobs/:id/retry': 'a job that waits again refuses a repetition',
};

houseRule(
  'a route that creates takes an Idempotency-Key',
  (units) => creatingIsRepeatable(units, REPEATABLE_WITHOUT_KEY),
  productUnits,
  { 'src/a.controller.ts': `@Controller('things') class A { @Post() @Public() a() { return this.b.c(); } }` },
  { 'src/a.controller.ts': `@Controller() class A { @Post('auth/signup') @Public() a() { return this.b.c(); } }` },
);

houseRule(
  'SQL stands in repositories and queries',
  sqlStandsInRepositories,
  productUnits,
  { 'src/modules/calls/calls.service.ts': `this.database.query('SELECT 1');` },
  { 'src/modules/calls/calls.service.ts': 'const text = `SELECT id FROM calls ${where}`;' },
  { 'src/core/realtime/a.ts': `const text = "UPDATE calls SET status = 'live'";` },
);

const repository = (statements: string) => `
  import { Database } from '../../core/database/database';
  const COLUMNS = 'id, name';
  export class A {
    constructor(private readonly db: Database) {}
    ${statements}
  }`;

const foreign = {
  parameter: 'a(id: string) { return this.db.query(`SELECT FROM a WHERE id = ${id}`); }',
  concatenation: `a(id: string) { return this.db.query('SELECT ' + id); }`,
  variable: 'a(id: string) { const t = `SELECT ${id}`; return this.db.query(t); }',
  pushed: 'a(id: string) { const t = ["1"]; t.push(id); return this.db.query(t.join(" ")); }',
  method: 'a(id: string) { return this.b(id); } private b(x: string) { return this.db.query(x); }',
  mapped: 'a(ids: string[]) { return this.db.query(ids.map((id) => `SELECT ${id}`).join(" ")); }',
  field: 'a(o: { sort: string }) { return this.db.query(`SELECT 1 ORDER BY ${o.sort}`); }',
};
const own = {
  constant: 'a() { return this.db.query(`SELECT ${COLUMNS} FROM a WHERE id = $1`, [1]); }',
  choice: 'a(up: boolean) { return this.db.query(`SELECT 1 ORDER BY 1 ${up ? "ASC" : "DESC"}`); }',
  number: 'a(limit: number) { return this.db.query(`SELECT 1 LIMIT ${limit}`); }',
  mapped: 'a() { return this.db.query(["a", "b"].map((name) => `SELECT ${name}`).join(" ")); }',
  method: 'a() { return this.b("a"); } private b(x: string) { return this.db.query(`SELECT ${x}`); }',
};
const leaking = `
  import { Entity, PrimaryColumn } from 'typeorm';
  @Entity('a') class Thing { @PrimaryColumn() id!: string }
  export class A {
    deep(): Promise<{ page: { items: Thing[] } }> { throw new Error(); }
    shallow(): Pick<Thing, 'id'> { throw new Error(); }
  }`;

const FOLDER = 'src/modules/planted';
const repositories = (kind: string, bodies: Record<string, string>) =>
  Object.entries(bodies).map(([name, body]) => [`${FOLDER}/${kind}-${name}.repository.ts`, repository(body)]);

describe('the type-checked product', () => {
  let compiled: ReturnType<typeof compile>;

  beforeAll(() => {
    compiled = compile({
      ...(Object.fromEntries([...repositories('foreign', foreign), ...repositories('own', own)]) as object),
      [`${FOLDER}/leaking.service.ts`]: leaking,
    });
  }, 120_000);

  it('is compiled whole', () => {
    expect(compiled.product.files.size).toBeGreaterThan(100);
  });

  it('runs no statement whose text holds a foreign word', () => {
    expect(statementsWithForeignWords(compiled.product)).toEqual([]);
  });

  it('lets no entity leave a service', () => {
    expect(entitiesThatLeave(compiled.product)).toEqual([]);
  });

  it('would be seen to run a statement with a foreign word, however it gets there', () => {
    const seen = statementsWithForeignWords(compiled.faults).map((place) => place.replace(/:\d+$/, ''));
    expect(seen).toEqual(repositories('foreign', foreign).map(([path]) => path));
  });

  it('would be seen to let an entity leave', () => {
    expect(entitiesThatLeave(compiled.faults)).toEqual([expect.stringMatching(/leaking.* deep answers Thing$/)]);
  });
});
