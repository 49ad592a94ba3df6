'use strict';
const { existsSync, readdirSync, readFileSync, rmSync } = require('node:fs');
const { join } = require('node:path');

/** Hands what the workers have counted to Jest's own coverage report, with the result of the last test file. */
module.exports = class CountsReporter {
  constructor({ collectCoverage, coverageDirectory }) {
    this.directory = collectCoverage ? join(coverageDirectory, 'workers') : undefined;
  }

  onRunStart() {
    if (this.directory) rmSync(this.directory, { recursive: true, force: true });
  }

  onTestResult(_test, testResult, { testResults, numTotalTestSuites }) {
    if (!this.directory || testResults.length < numTotalTestSuites) return;
    const files = existsSync(this.directory)
      ? readdirSync(this.directory).filter((file) => file.endsWith('.json'))
      : [];
    testResult.coverage = sumOf(files.map((file) => JSON.parse(readFileSync(join(this.directory, file), 'utf8'))));
    rmSync(this.directory, { recursive: true, force: true });
  }
};

/** Every worker loads the same instrumented text of a file, so its counters have the same names everywhere. */
function sumOf(workers) {
  const sum = {};
  for (const [path, { s, f, b, ...shape }] of workers.flatMap((counted) => Object.entries(counted))) {
    const earlier = sum[path];
    if (earlier && earlier.hash !== shape.hash) throw new Error(`${path} was changed while its coverage was measured.`);
    sum[path] = earlier
      ? { ...earlier, s: plus(earlier.s, s), f: plus(earlier.f, f), b: plus(earlier.b, b) }
      : { ...shape, s, f, b };
  }
  return sum;
}

function plus(one, other) {
  const sumOf = (a, b) => (Array.isArray(a) ? a.map((count, index) => count + b[index]) : a + b);
  return Object.fromEntries(Object.entries(one).map(([key, value]) => [key, sumOf(value, other[key])]));
}
