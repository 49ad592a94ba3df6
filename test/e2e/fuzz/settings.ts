/** Replay a failure with the seed it printed: FUZZ_SEED=... ; FUZZ_FACTOR multiplies the number of runs. */
export const SEED = Number(process.env.FUZZ_SEED ?? Date.now() % 2 ** 31);
const factor = Number(process.env.FUZZ_FACTOR ?? 1);

export const settings = (numRuns: number) => ({
  seed: SEED,
  numRuns: Math.ceil(numRuns * factor),
  endOnFailure: false,
});

process.stderr.write(`fuzz: FUZZ_SEED=${SEED}\n`);
