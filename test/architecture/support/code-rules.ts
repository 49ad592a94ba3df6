import ts from 'typescript';
import { nodesOf, placeOf, Unit } from './sources';

const MOST_LINES = 400;
const MOST_PARAMETERS = 6;

/** `process.env`, however it is reached. */
export function environmentIsReadInConfig(units: Unit[]): string[] {
  return find(
    units.filter(({ path }) => path.startsWith('src/') && !path.startsWith('src/core/config/')),
    (node) => {
      if (ts.isImportDeclaration(node)) return /['"](node:)?process['"]$/.test(node.moduleSpecifier.getText());
      if (ts.isPropertyAccessExpression(node)) return node.getText() === 'process.env';
      if (ts.isElementAccessExpression(node)) return node.expression.getText() === 'process';
      return ts.isVariableDeclaration(node) && node.initializer?.getText() === 'process';
    },
  );
}

/** Options by which TypeORM would change the schema on its own. */
export function schemaChangesByMigrationsOnly(units: Unit[]): string[] {
  const options = ['synchronize', 'dropSchema', 'migrationsRun'];
  return find(units, (node) => {
    if (ts.isCallExpression(node)) return /\.(synchronize|dropDatabase)$/.test(node.expression.getText());
    if (ts.isShorthandPropertyAssignment(node)) return options.includes(node.name.text);
    if (!ts.isPropertyAssignment(node) || !options.includes(node.name.getText())) return false;
    return node.initializer.kind !== ts.SyntaxKind.FalseKeyword;
  });
}

export function constructorsAreShort(units: Unit[]): string[] {
  return find(units, (node) => ts.isConstructorDeclaration(node) && node.parameters.length > MOST_PARAMETERS);
}

export function filesAreSmall(units: Unit[]): string[] {
  return longerThan(units, MOST_LINES).map(({ path, lines }) => `${path} has ${lines} lines`);
}

export function longerThan(units: Unit[], limit: number): { path: string; lines: number }[] {
  return units
    .map(({ path, text }) => ({ path, lines: text.trimEnd().split('\n').length }))
    .filter(({ lines }) => lines > limit);
}

/** Comments that switch a check off or put work off. */
export function noCheckIsSwitchedOff(units: Unit[]): string[] {
  const marks = /eslint-disable|@ts-(ignore|nocheck|expect-error)|istanbul ignore|c8 ignore|\b(TODO|FIXME|XXX|HACK)\b/;
  return units.flatMap(({ path, text }) =>
    text.split('\n').flatMap((line, i) => (marks.test(line) ? [`${path}:${i + 1}`] : [])),
  );
}

/** Tests that are left out, run alone or tried again. */
export function everyTestCounts(units: Unit[]): string[] {
  const names =
    /^(x(it|test|describe)|f(it|describe)|retryTimes)$|^(it|test|describe)\.(\w+\.)*(skip|only|todo|failing)/;
  return find(units, (node) => {
    if (!ts.isCallExpression(node)) return false;
    return names.test(node.expression.getText()) || /\bjest\.retryTimes$/.test(node.expression.getText());
  });
}

function find(units: Unit[], isFault: (node: ts.Node) => boolean): string[] {
  return units.flatMap((unit) =>
    nodesOf(unit.tree)
      .filter(isFault)
      .map((node) => placeOf(node, unit)),
  );
}

/** class-validator looks into lists wherever it finds them: without `@IsObject`, `[]` and `[[]]` pass as nested objects. */
export function nestedInputIsAnObject(units: Unit[]): string[] {
  return find(units, (node) => {
    if (!ts.isPropertyDeclaration(node)) return false;
    const names = (ts.getDecorators(node) ?? []).map(({ expression }) => expression.getText().replace(/\(.*$/s, ''));
    return names.includes('ValidateNested') && !names.includes('IsObject');
  });
}
