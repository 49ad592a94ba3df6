'use strict';
const { Buffer } = require('node:buffer');
const { createHash } = require('node:crypto');
const { mkdirSync, readFileSync, renameSync, writeFileSync } = require('node:fs');
const Module = require('node:module');
const { dirname, join } = require('node:path');
const process = require('node:process');
const v8 = require('node:v8');
const vm = require('node:vm');

/**
 * For --require: runs TypeScript as it is. What was translated and compiled once is kept for the processes that come
 * after, of which tests start over a hundred: without it a third of the CPU time of a start is spent on that.
 */
const ROOT = dirname(require.resolve('../../package.json'));
const FOLDER = join(ROOT, 'node_modules/.cache/parley-sources');
/** Another version of Node could not use what this one compiled. */
const FILE = join(FOLDER, `${process.version}-${process.arch}.bin`);
/** Fewer new modules than this are not worth writing the file again. */
const WORTH_KEEPING = 100;
/** TypeScript's number of this kind of module; to load TypeScript for it takes as long as a start. */
const COMMONJS = 1;

const kept = read();
const fresh = [];
const maps = mapsOfStacks();

Module._extensions['.ts'] = (module, filename) => {
  const source = readFileSync(filename, 'utf8');
  const { code, map } = upToDate(kept.translated, filename, source, () => translate(source, filename));
  maps.set(filename, map);
  module._compile(code, filename, 'commonjs');
};

const compileAnew = Module.prototype._compile;
Module.prototype._compile = function (code, filename, format) {
  const script = format === 'module' ? undefined : compiled(code, filename);
  if (script === undefined) return compileAnew.call(this, code, filename, format);
  const require = requireOf(this);
  return script.runInThisContext().call(this.exports, this.exports, require, this, filename, dirname(filename));
};

process.once('exit', () => {
  if (fresh.length >= WORTH_KEEPING) write();
});

/** Undefined if it is no CommonJS, which Node finds out for itself. */
function compiled(code, filename) {
  const { cachedData } = upToDate(kept.compiled, filename, code, () => ({}));
  try {
    const script = new vm.Script(Module.wrap(code.replace(/^#!.*/, '')), {
      filename,
      cachedData,
      importModuleDynamically: vm.constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
    });
    if (cachedData === undefined || script.cachedDataRejected) fresh.push({ filename, script });
    return script;
  } catch {
    return undefined;
  }
}

function requireOf(module) {
  const require = (id) => module.require(id);
  const resolve = (id, options) => Module._resolveFilename(id, module, false, options);
  resolve.paths = (id) => Module._resolveLookupPaths(id, module);
  return Object.assign(require, {
    resolve,
    main: process.mainModule,
    extensions: Module._extensions,
    cache: Module._cache,
  });
}

function translate(source, filename) {
  const { compile } = require('@swc-node/register/register');
  const { readDefaultTsConfig } = require('@swc-node/register/read-default-tsconfig');
  const options = { ...readDefaultTsConfig(join(ROOT, 'tsconfig.json')), module: COMMONJS };
  const code = compile(source, filename, options).replace(/\n\/\/# sourceMappingURL=\S+$/, '');
  return { code, map: maps.get(filename) };
}

/** Where the places in stacks are looked up in the sources; a map is read only when there is a stack. */
function mapsOfStacks() {
  const beside = [dirname(require.resolve('@swc-node/register'))];
  const { SourcemapMap, installSourceMapSupport } = require(
    require.resolve('@swc-node/sourcemap-support', { paths: beside }),
  );
  installSourceMapSupport();
  return SourcemapMap;
}

/** What is kept of a file, made anew when its text is another. */
function upToDate(all, filename, text, make) {
  const hash = createHash('sha1').update(text).digest('base64');
  if (all[filename]?.hash !== hash) all[filename] = { hash, ...make() };
  return all[filename];
}

function read() {
  try {
    return v8.deserialize(readFileSync(FILE));
  } catch {
    return { translated: {}, compiled: {} };
  }
}

/** Whole or not at all; of two processes that end at once, one is believed. */
function write() {
  for (const { filename, script } of fresh) kept.compiled[filename].cachedData = script.createCachedData();
  const draft = `${FILE}.${process.pid}`;
  try {
    mkdirSync(FOLDER, { recursive: true });
    writeFileSync(draft, Buffer.from(v8.serialize(kept)));
    renameSync(draft, FILE);
  } catch {
    // The next process has to do the work again.
  }
}
