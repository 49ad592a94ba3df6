import { posix } from 'node:path';
import ts from 'typescript';
import { nodesOf, Unit } from './sources';

export interface Import {
  from: string;
  /** Path from the root, or the name of a package. */
  to: string;
}

/** Everything a unit imports, re-exports or requires; relative names become paths from the root. */
export function importsOf({ path, tree }: Unit): Import[] {
  return nodesOf(tree)
    .map(specifierOf)
    .filter((specifier) => specifier !== undefined)
    .map((specifier) => ({ from: path, to: specifier.startsWith('.') ? resolve(path, specifier) : specifier }));
}

/** Cycles among the imports of the units, each as a chain of paths that ends where it begins. */
export function cyclesIn(units: Unit[]): string[] {
  const edges = new Map(units.map((unit) => [unit.path, importsOf(unit).map(({ to }) => to)]));
  const done = new Set<string>();
  const cycles: string[] = [];
  const visit = (path: string, way: string[]): void => {
    if (way.includes(path)) cycles.push([...way.slice(way.indexOf(path)), path].join(' -> '));
    if (way.includes(path) || done.has(path)) return;
    for (const next of edges.get(path) ?? []) visit(next, [...way, path]);
    done.add(path);
  };
  for (const path of edges.keys()) visit(path, []);
  return cycles;
}

function specifierOf(node: ts.Node): string | undefined {
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return textOf(node.moduleSpecifier);
  if (ts.isImportTypeNode(node)) return ts.isLiteralTypeNode(node.argument) ? textOf(node.argument.literal) : undefined;
  if (!ts.isCallExpression(node)) return undefined;
  const isRequire = ts.isIdentifier(node.expression) && node.expression.text === 'require';
  return isRequire || node.expression.kind === ts.SyntaxKind.ImportKeyword ? textOf(node.arguments[0]) : undefined;
}

function textOf(node: ts.Node | undefined): string | undefined {
  return node && ts.isStringLiteralLike(node) ? node.text : undefined;
}

function resolve(path: string, specifier: string): string {
  const target = posix.join(posix.dirname(path), specifier);
  return posix.extname(target) === '.json' ? target : `${target.replace(/\.[jt]s$/, '')}.ts`;
}
