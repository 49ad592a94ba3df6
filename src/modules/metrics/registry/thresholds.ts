/** Limits of the definitions, version 1, each in one place. */
export const TURN = { bridgedGapMs: 2_000, backchannelMaxWords: 5, backchannelMaxMs: 1_000 } as const;
export const PATIENCE = { deadAirMs: 3_000, minGaps: 3 } as const;
export const NON_TALK = { longerThanMs: 3_000 } as const;
export const OVERTALK = { instanceFromMs: 300 } as const;
export const INTERRUPTION = { floorHeldMs: 1_000, overlapFromMs: 300 } as const;
export const FILLERS = { minSpeechMs: 60_000 } as const;
