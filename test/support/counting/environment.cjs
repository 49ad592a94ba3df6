'use strict';
const { mkdirSync, renameSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');
const process = require('node:process');
const { TestEnvironment } = require('jest-environment-node');

/** The counters of every source that this worker has loaded, over all its test files. */
const counted = {};

/**
 * Lets the test files of a worker count in the same counters, and keeps those in a file. Else Jest copies, sends and
 * merges the counters of the whole application after each test file.
 */
module.exports = class CountingEnvironment extends TestEnvironment {
  constructor(config, context) {
    super(config, context);
    const { collectCoverage, coverageDirectory } = config.globalConfig;
    if (!collectCoverage) return;
    this.directory = join(coverageDirectory, 'workers');
    // Neither a value, which Jest would empty with the environment, nor there any more when Jest looks for one.
    Object.defineProperty(this.global, '__coverage__', { get: () => (this.written ? undefined : counted) });
  }

  handleTestEvent({ name }) {
    if (name !== 'run_finish' || !this.directory) return;
    this.written = true;
    const file = join(this.directory, `${process.pid}.json`);
    mkdirSync(this.directory, { recursive: true });
    writeFileSync(`${file}.part`, JSON.stringify(counted));
    renameSync(`${file}.part`, file);
  }
};
