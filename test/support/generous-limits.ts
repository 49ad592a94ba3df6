import { limitClassNames } from '../../src/core/access/limits/limit-classes';

/** RATE_LIMITS under which no class refuses anything, for everything that is not about the limits. */
export const GENEROUS_LIMITS = limitClassNames.map((name) => `${name}=1000000`).join(',');
