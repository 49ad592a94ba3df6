import ts from 'typescript';
import { Program } from './program';
import { nodesOf, placeOf, Unit } from './sources';
import { OwnWords } from './sql-text';

/** Where SQL may stand. */
const SQL_PLACES = [
  /\.(repository|query)\.ts$/,
  /^src\/core\/database\//,
  /^src\/core\/health\/\w+-probe\.ts$/,
  /^src\/core\/embedded\/postgres-\w+\.ts$/,
  /^migrations\//,
];
/** The plumbing through which every statement runs: it takes the text from its callers, which are checked. */
const PLUMBING = ['database', 'connections', 'transaction-scope', 'own-connection'].map(
  (name) => `src/core/database/${name}.ts`,
);
const RUNNING = ['query', 'copyIn'];
const STATEMENT =
  /^\s*(SELECT\s|INSERT INTO |UPDATE \w+ SET |DELETE FROM |WITH \w+ AS |(CREATE|ALTER|DROP) (TABLE|INDEX|ROLE|VIEW)|TRUNCATE |GRANT |COPY \w+ )/;

export function sqlStandsInRepositories(units: Unit[]): string[] {
  return units
    .filter(({ path }) => !SQL_PLACES.some((place) => place.test(path)))
    .flatMap((unit) =>
      nodesOf(unit.tree)
        .filter((node) => isStatement(node) || isRun(node))
        .map((node) => placeOf(node, unit)),
    );
}

/** Statements whose text holds anything that came from outside: values belong into parameters. */
export function statementsWithForeignWords({ checker, files }: Program): string[] {
  const words = new OwnWords(checker);
  return [...files]
    .filter(([path]) => !PLUMBING.includes(path))
    .flatMap(([path, file]) =>
      nodesOf(file)
        .filter(ts.isCallExpression)
        .filter(isRun)
        .filter(({ arguments: [text] }) => text !== undefined && !words.isOwn(text))
        .map((call) => placeOf(call, { path })),
    );
}

function isStatement(node: ts.Node): boolean {
  return (ts.isStringLiteralLike(node) || ts.isTemplateHead(node)) && STATEMENT.test(node.text);
}

/** A call of `.query(...)` or `.copyIn(...)`, however the connection is named. */
function isRun(node: ts.Node): node is ts.CallExpression {
  return (
    ts.isCallExpression(node) &&
    ts.isPropertyAccessExpression(node.expression) &&
    RUNNING.includes(node.expression.name.text)
  );
}
