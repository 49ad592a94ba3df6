'use strict';
const { mkdirSync, renameSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');
const process = require('node:process');
const { TestEnvironment } = require('jest-environment-node');

/** The counters of every source that this worker has loaded, over all its test files. */
const counted = {};
/** Whether they are kept already when Jest looks for those of the test file. */
let written = false;

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
    written = false;
    // A value Jest would empty with the environment.
    Object.defineProperty(this.global, '__coverage__', { get: () => (written ? undefined : counted) });
  }

  handleTestEvent({ name }) {
    if (name !== 'run_finish' || !this.directory) return;
    written = true;
    const file = join(this.directory, `${process.pid}.json`);
    mkdirSync(this.directory, { recursive: true });
    writeFileSync(`${file}.part`, JSON.stringify(counted));
    renameSync(`${file}.part`, file);
  }
};
