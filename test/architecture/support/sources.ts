import { readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import ts from 'typescript';

export const ROOT = join(__dirname, '../../..');
const GENERATED = ['node_modules', 'dist', 'coverage', '.git', '.parley'];

/** One source file: its path from the root, its text and its syntax tree. */
export interface Unit {
  path: string;
  text: string;
  tree: ts.SourceFile;
}

export function toUnit(path: string, text: string): Unit {
  return { path, text, tree: ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true) };
}

/** The TypeScript files of some folders. */
export function unitsIn(...folders: string[]): Unit[] {
  return folders
    .flatMap(filesIn)
    .filter((path) => path.endsWith('.ts'))
    .map((path) => known.get(path) ?? keep(toUnit(path, read(path))));
}

/** The sources of the product, without their specs. */
export function productUnits(): Unit[] {
  return unitsIn('src').filter(({ path }) => !path.endsWith('.spec.ts'));
}

const known = new Map<string, Unit>();

function keep(unit: Unit): Unit {
  known.set(unit.path, unit);
  return unit;
}

/** Paths of all files below a folder, from the root; what is generated is left out. */
export function filesIn(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { withFileTypes: true })
    .filter(({ name }) => !GENERATED.includes(name))
    .flatMap((entry) => {
      const path = posix.join(folder, entry.name);
      return entry.isDirectory() ? filesIn(path) : [path];
    });
}

export function read(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8');
}

/** Every node of a tree, the tree itself first. */
export function nodesOf(root: ts.Node): ts.Node[] {
  const nodes: ts.Node[] = [];
  const add = (node: ts.Node): void => {
    nodes.push(node);
    node.forEachChild(add);
  };
  add(root);
  return nodes;
}

/** `src/a.ts:12`, for messages. */
export function placeOf(node: ts.Node, unit: { path: string }): string {
  const { line } = node.getSourceFile().getLineAndCharacterOfPosition(node.getStart());
  return `${unit.path}:${line + 1}`;
}
