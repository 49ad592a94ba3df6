import ts from 'typescript';
import { cyclesIn, Import, importsOf } from './imports';
import { nodesOf, placeOf, Unit } from './sources';

/** Which feature may use which; whoever adds an edge decides about the shape of the house. */
export const ALLOWED_EDGES: Record<string, string[]> = {
  auth: ['users'],
  calls: ['agents', 'metrics'],
  analytics: ['agents', 'calls', 'metrics'],
};

const featureOf = (path: string) => /^src\/modules\/([^/]+)\//.exec(path)?.[1];

export function coreKnowsNoFeature(units: Unit[]): string[] {
  return imports(units, 'src/core/')
    .filter(({ to }) => to.startsWith('src/') && !to.startsWith('src/core/'))
    .map(({ from, to }) => `${from} imports ${to}`);
}

/** Only services, events and, from module to module, module classes. */
export function featuresMeetAtTheirServices(units: Unit[]): string[] {
  return imports(units, 'src/')
    .filter(({ from, to }) => featureOf(to) !== undefined && featureOf(from) !== featureOf(to))
    .filter(({ from, to }) => {
      if (/\.(service|events)\.ts$/.test(to)) return false;
      // The table of contents lists every type of job.
      if (from === 'src/app.module.ts' && to.endsWith('.jobs.ts')) return false;
      return !(to.endsWith('.module.ts') && from.endsWith('.module.ts'));
    })
    .map(({ from, to }) => `${from} imports ${to}`);
}

export function featuresUseOnlyKnownOnes(units: Unit[]): string[] {
  return imports(units, 'src/modules/')
    .map(({ from, to }) => ({ from, user: featureOf(from) ?? '', used: featureOf(to) }))
    .filter(({ user, used }) => used !== undefined && used !== user && !ALLOWED_EDGES[user]?.includes(used))
    .map(({ from, used }) => `${from} uses ${used}`);
}

/** Types count as well: files that need each other's types are one thing. */
export function nothingIsCyclic(units: Unit[]): string[] {
  return cyclesIn(units);
}

export function nothingIsForwarded(units: Unit[]): string[] {
  return units.flatMap((unit) =>
    nodesOf(unit.tree)
      .filter((node) => ts.isIdentifier(node) && node.text === 'forwardRef')
      .map((node) => placeOf(node, unit)),
  );
}

export function nothingIsABarrel(units: Unit[]): string[] {
  return units
    .filter(({ path, tree }) => {
      const statements = tree.statements;
      const forwards = statements.length > 0 && statements.every((statement) => isReExport(statement));
      return /(^|\/)index\.ts$/.test(path) || forwards;
    })
    .map(({ path }) => path);
}

/** The product does not need its tests, nor a migration anything that may change later. */
export function migrationsStandAlone(units: Unit[]): string[] {
  const strays = [
    ...imports(units, 'src/').filter(({ to }) => to.startsWith('test/') || to.startsWith('migrations/')),
    ...imports(units, 'migrations/').filter(({ to }) => to !== 'typeorm'),
  ];
  return strays.map(({ from, to }) => `${from} imports ${to}`);
}

function imports(units: Unit[], folder: string): Import[] {
  return units.filter(({ path }) => path.startsWith(folder)).flatMap(importsOf);
}

function isReExport(statement: ts.Statement): boolean {
  return ts.isExportDeclaration(statement) && statement.moduleSpecifier !== undefined;
}
