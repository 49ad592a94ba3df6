'use strict';
const { readFileSync } = require('node:fs');
const { resolve, sep } = require('node:path');
const { default: circus } = require('jest-circus/runner');
const LeftBehind = require('./left-behind.cjs');

const TESTS = resolve('test') + sep;
/** What Jest's own parts leave on the global object for the next file. */
const LEFT_BEHIND = ['EVENT_HANDLERS', 'TEST_TIMEOUT_SYMBOL'].map((name) => Symbol.for(name));
/** A file that puts something else in a module's place needs modules of its own. */
const REPLACES_MODULES = /\bjest\.(mock|doMock|setMock|resetModules|isolateModules)\b/;

/** The sandbox of the first test file of this worker. */
let kept;

/** Whatever becomes of a test file, the next finds none of its processes; one that holds otherwise fails for those. */
module.exports = async function runAlone(...args) {
  const leftBehind = new LeftBehind();
  let left;
  let result;
  try {
    result = await run(...args);
  } finally {
    left = await leftBehind.end();
  }
  const holds = result.numFailingTests === 0 && !result.testExecError;
  if (holds && left.length > 0) throw new Error(`It has left processes running:\n${left.join('\n')}`);
  return result;
};

/**
 * Runs the test files of a worker in one sandbox, as Jest does, except that the application and its packages are loaded once,
 * as in production, instead of once for each file, which takes about 2 s each. Test files and what they support
 * themselves with are loaded anew.
 */
async function run(globalConfig, config, environment, runtime, testPath, ...rest) {
  if (REPLACES_MODULES.test(readFileSync(testPath, 'utf8'))) {
    return circus(globalConfig, config, environment, runtime, testPath, ...rest);
  }
  kept ??= keep(environment, runtime);
  lend(kept, environment, runtime);
  try {
    return await circus(globalConfig, config, kept.environment, kept.runtime, testPath, ...rest);
  } finally {
    clear(kept);
  }
}

function keep(environment, runtime) {
  environment.teardown = () => Promise.resolve();
  runtime.teardown = () => undefined;
  return { environment, runtime };
}

/** Output and the places of errors go where Jest expects them of the file that runs. */
function lend(kept, environment, runtime) {
  if (kept.runtime === runtime) return;
  kept.environment.global.console = environment.global.console;
  const places = kept.runtime.getSourceMaps();
  runtime.getSourceMaps().get = (file) => places.get(file);
  kept.runtime.enterTestCode();
}

function clear({ environment, runtime }) {
  runtime.restoreAllMocks();
  const { moduleRegistry, internalModuleRegistry } = runtime.registries;
  internalModuleRegistry.clear();
  for (const path of moduleRegistry.keys()) if (path.startsWith(TESTS)) moduleRegistry.delete(path);
  for (const symbol of LEFT_BEHIND) delete environment.global[symbol];
}
