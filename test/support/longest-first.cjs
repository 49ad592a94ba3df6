'use strict';
const { default: Sequencer } = require('@jest/test-sequencer');

/**
 * Files that take longest, longest first: one that begins last would keep one core waiting for it. Only the first loads the
 * application itself, so that the other workers find it translated and instrumented, which takes 12 s of CPU.
 */
const LONGEST = [
  'e2e/fuzz/http',
  'e2e/start/life',
  'integration/embedded',
  'e2e/calls/import-mutations',
  'e2e/health/truth-table',
  'e2e/start/sentences',
  'e2e/calls/exports',
  'e2e/start/reset-password',
  'e2e/realtime/limits',
  'e2e/health/drain',
  'contract/closed-by-default',
  'integration/calls/corrections',
  'e2e/chaos/',
  'e2e/start/containers',
];

/** Without a memory of earlier runs, as on a new machine, Jest would begin with the largest files. */
module.exports = class LongestFirst extends Sequencer {
  sort(tests) {
    const rank = ({ path }) => {
      const found = LONGEST.findIndex((part) => path.includes(`/test/${part}`));
      return found < 0 ? LONGEST.length : found;
    };
    return super.sort(tests).sort((a, b) => rank(a) - rank(b));
  }
};
