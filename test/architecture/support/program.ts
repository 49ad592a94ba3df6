import { join, relative } from 'node:path';
import ts from 'typescript';
import { ROOT } from './sources';

/** Type-checked files, by path from the root. */
export interface Program {
  checker: ts.TypeChecker;
  files: Map<string, ts.SourceFile>;
}

/** The product without its specs and, compiled along with it, files that stand for faults. */
export function compile(planted: Record<string, string>): { product: Program; faults: Program } {
  const { options, fileNames } = configuration();
  const texts = new Map(Object.entries(planted).map(([path, text]) => [join(ROOT, path), text]));
  const host = ts.createCompilerHost(options, true);
  const { readFile, fileExists, getSourceFile } = host;
  host.fileExists = (path) => texts.has(path) || fileExists(path);
  host.readFile = (path) => texts.get(path) ?? readFile(path);
  host.getSourceFile = (path, ...rest) => {
    const text = texts.get(path);
    return text === undefined
      ? getSourceFile(path, ...rest)
      : ts.createSourceFile(path, text, ts.ScriptTarget.ES2022, true);
  };
  const program = ts.createProgram([...fileNames, ...texts.keys()], options, host);
  const checker = program.getTypeChecker();
  const choose = (isWanted: (path: string) => boolean): Program => {
    const files = program.getSourceFiles().filter(({ fileName }) => isWanted(fileName));
    return { checker, files: new Map(files.map((file) => [relative(ROOT, file.fileName), file])) };
  };
  return {
    product: choose((path) => path.startsWith(join(ROOT, 'src/')) && !texts.has(path)),
    faults: choose((path) => texts.has(path)),
  };
}

function configuration(): ts.ParsedCommandLine {
  const { config } = ts.readConfigFile(join(ROOT, 'tsconfig.build.json'), (path) => ts.sys.readFile(path)) as {
    config: object;
  };
  const parsed = ts.parseJsonConfigFileContent(config, ts.sys, ROOT);
  return { ...parsed, options: { ...parsed.options, noEmit: true, incremental: false, tsBuildInfoFile: undefined } };
}
