import * as rules from './support/code-rules';
import { houseRule } from './support/house-rule';
import { productUnits, unitsIn } from './support/sources';

const everything = () => unitsIn('src', 'test', 'migrations').filter(({ path }) => !path.includes('/code'));
const tests = () => [...unitsIn('test'), ...unitsIn('src')].filter(({ path }) => path.endsWith('.spec.ts'));
const manyLines = 'a();\n'.repeat(401);

houseRule(
  'the environment is read in core/config only',
  rules.environmentIsReadInConfig,
  productUnits,
  { 'src/core/http/planted.ts': `const port = process.env.PORT;` },
  { 'src/core/http/planted.ts': `const port = process['env'].PORT;` },
  { 'src/core/http/planted.ts': `const { env } = process;` },
  { 'src/core/http/planted.ts': `import { env } from 'node:process';` },
);

houseRule(
  'the schema changes by migrations only',
  rules.schemaChangesByMigrationsOnly,
  () => unitsIn('src', 'migrations'),
  { 'src/core/database/planted.ts': `const options = { synchronize: true };` },
  { 'src/core/database/planted.ts': `const options = { synchronize: !production };` },
  { 'src/core/database/planted.ts': `await dataSource.synchronize();` },
);

houseRule('constructors take at most six parameters', rules.constructorsAreShort, () => unitsIn('src'), {
  'src/planted.ts': `class A { constructor(a: A, b: A, c: A, d: A, e: A, f: A, g: A) {} }`,
});

houseRule('files have at most 400 lines', rules.filesAreSmall, everything, { 'src/planted.ts': manyLines });

houseRule(
  'no comment switches a check off or puts work off',
  rules.noCheckIsSwitchedOff,
  everything,
  { 'src/planted.ts': `// eslint-disable-next-line no-console` },
  { 'test/planted.ts': `// TODO: later` },
);

houseRule(
  'no test is left out, run alone or tried again',
  rules.everyTestCounts,
  tests,
  { 'test/a.spec.ts': `it.skip('a', () => {});` },
  { 'test/a.spec.ts': `describe.only.each([1])('a', () => {});` },
  { 'test/a.spec.ts': `jest.retryTimes(2);` },
);

houseRule('nested input is told from lists', rules.nestedInputIsAnObject, productUnits, {
  'src/a.dto.ts': `class A { @IsOptional() @ValidateNested() @Type(() => B) b?: B }`,
});

test('files that grow long are named', () => {
  const long = rules.longerThan(everything(), 250);
  if (long.length > 0) console.warn(long.map(({ path, lines }) => `${path} has ${lines} lines`).join('\n'));
  expect(rules.longerThan(unitsIn('src'), 0).length).toBeGreaterThan(100);
});
