import { Evidence } from './sentiment-analyzer';
import { Role } from './lexicon-entry';
import { Token } from './tokenizer';

/** Strength of one booster or dampener, in lexicon units: Hutto & Gilbert 2014, measured with human raters. */
export const BOOST = 0.293;
/** A word in capitals amid lower case gains this much: Hutto & Gilbert 2014. */
export const CAPITALS = 0.733;
/** "not good" keeps this share of "good" with the other sign: Hutto & Gilbert 2014. */
export const NEGATED_PRAISE = -0.74;
/** "not terrible" is hardly praise: a negated complaint keeps less. */
export const NEGATED_COMPLAINT = -0.3;
/** "doesn't work": what an expected thing costs when it fails, in lexicon units. */
export const FAILED_EXPECTATION = -1.6;
/** "no picture": what a lack costs, in lexicon units; the general lexicon's own value for "no". */
export const LACK = -1.2;
/** An acknowledgement ("great, and your name?") is worth this share of the same word as praise. */
export const ACKNOWLEDGED = 0.4;
/** "never so happy" strengthens instead of negating, by this factor: Hutto & Gilbert 2014. */
export const NEVER_SO = 1.25;
/** What is left of a booster one, two and three words ahead of the word it boosts: talk reaches less far than writing. */
const BOOST_BY_DISTANCE = [1, 0.8, 0.4];
/** Words a negator reaches ahead within its clause; "no" and "least" reach fewer. */
export const NEGATION_REACH = 4;
export const NEAR_NEGATION_REACH = 2;

/** One hit: evidence with its place in the token list. */
export interface Hit extends Evidence {
  readonly index: number;
}

/** Applies to every lexicon word the rules of its neighbourhood. Each token looks back a bounded number of tokens. */
export function scoreTokens(tokens: Token[], capitalsMeanEmphasis: boolean): Hit[] {
  const hits: Hit[] = [];
  for (let i = 0; i < tokens.length; i++) {
    const entry = tokens[i]?.entry;
    if (!entry) continue;
    if (entry.valence !== 0) {
      if (!boostsNext(tokens, i) && !opensClause(tokens, i)) hits.push(hitAt(tokens, i, capitalsMeanEmphasis));
    } else if ((entry.roles & Role.Expected) !== 0) {
      if (negatorBefore(tokens, i)) hits.push(plainHit(i, entry.word, FAILED_EXPECTATION, 'failed expectation'));
    } else if (entry.word === 'no' && namesThing(tokens, i + 1)) {
      hits.push(plainHit(i, entry.word, LACK, 'lack'));
    }
  }
  return hits;
}

function plainHit(index: number, word: string, valence: number, rule: string): Hit {
  return { index, word, valence, rules: [rule] };
}

/** "well" in "well, let me see" opens a clause and praises nothing. */
function opensClause(tokens: Token[], index: number): boolean {
  const token = tokens[index] as Token;
  if (((token.entry?.roles ?? 0) & Role.Opener) === 0) return false;
  const before = tokens[index - 1];
  return before === undefined || before.clause !== token.clause || isBackchannel(before);
}

/** After "no": a thing that is lacking ("no picture") rather than the start of an answer ("no that's all"). */
function namesThing(tokens: Token[], index: number): boolean {
  const next = tokens[index];
  if (!next || next.clause !== tokens[index - 1]?.clause || next.word === '') return false;
  return next.entry === undefined || (next.entry.valence === 0 && next.entry.roles === 0);
}

function hitAt(tokens: Token[], index: number, capitalsMeanEmphasis: boolean): Hit {
  const token = tokens[index] as Token;
  const entry = token.entry!;
  const hit: Hit = { index, word: token.word, valence: entry.valence, rules: [] };
  if ((entry.roles & Role.Courtesy) !== 0) return hit;
  const sign = Math.sign(hit.valence);
  const strength = emphasisOf(token, hit, capitalsMeanEmphasis) + boostOf(tokens, index, hit, capitalsMeanEmphasis);
  hit.valence += sign * Math.max(strength, -0.5 * Math.abs(hit.valence));
  if (acknowledges(tokens, index)) {
    hit.valence *= ACKNOWLEDGED;
    hit.rules.push('acknowledgement');
  }
  negate(tokens, index, hit);
  return hit;
}

/** "pretty good", "super bad": a lexicon word that also boosts says nothing of its own before another one. */
function boostsNext(tokens: Token[], index: number): boolean {
  const token = tokens[index] as Token;
  if (((token.entry?.roles ?? 0) & (Role.Booster | Role.Dampener)) === 0) return false;
  const next = tokens[index + 1];
  return next?.clause === token.clause && (next.entry?.valence ?? 0) !== 0;
}

function emphasisOf(token: Token, hit: Hit, capitalsMeanEmphasis: boolean): number {
  let strength = 0;
  if (token.shouted && capitalsMeanEmphasis) {
    strength += CAPITALS;
    hit.rules.push('capitals');
  }
  if (token.said > 1 || token.drawnOut) {
    strength += BOOST * Math.min(token.said, 3);
    hit.rules.push('repeated');
  }
  return strength;
}

function boostOf(tokens: Token[], index: number, hit: Hit, capitalsMeanEmphasis: boolean): number {
  const clause = tokens[index]?.clause;
  let strength = 0;
  for (let back = 1; back <= BOOST_BY_DISTANCE.length; back++) {
    const token = tokens[index - back];
    if (!token || token.clause !== clause) break;
    const roles = token.entry?.roles ?? 0;
    if ((roles & (Role.Booster | Role.Dampener)) === 0 || hasRole(tokens[index - back + 1], Role.Subject)) continue;
    const size = BOOST + (token.shouted && capitalsMeanEmphasis ? CAPITALS / 2 : 0) + (token.said > 1 ? BOOST / 2 : 0);
    const isDampener = (roles & Role.Dampener) !== 0;
    strength += (isDampener ? -size : size) * (BOOST_BY_DISTANCE[back - 1] as number);
    hit.rules.push(isDampener ? 'dampened' : 'boosted');
  }
  return strength;
}

/** True for "great" in "okay great so to review": at the head of the utterance, with more to come. */
function acknowledges(tokens: Token[], index: number): boolean {
  const token = tokens[index] as Token;
  if (((token.entry?.roles ?? 0) & Role.Acknowledgement) === 0 || index > 2) return false;
  for (let i = 0; i < index; i++) if (!isBackchannel(tokens[i] as Token)) return false;
  const next = tokens[index + 1];
  return next !== undefined && (next.clause !== token.clause || isBackchannel(next) || hasRole(next, Role.Subject));
}

function isBackchannel(token: Token): boolean {
  return ((token.entry?.roles ?? 0) & (Role.Backchannel | Role.Courtesy)) !== 0;
}

function negate(tokens: Token[], index: number, hit: Hit): void {
  const negator = negatorBefore(tokens, index);
  if (!negator) return;
  const { distance } = negator;
  if (negator.word === 'never' && distance > 1 && isSoOrThis(tokens[index - distance + 1])) {
    hit.valence *= NEVER_SO;
    hit.rules.push('never so');
    return;
  }
  hit.valence *= hit.valence > 0 ? NEGATED_PRAISE : NEGATED_COMPLAINT;
  hit.rules.push('negated');
}

function isSoOrThis(token: Token | undefined): boolean {
  return token?.word === 'so' || token?.word === 'this' || token?.word === 'as';
}

/**
 * The nearest negator that reaches the word: within its clause, with no joining word ("because", "but") between, and
 * not cut off by a subject right behind it.
 */
function negatorBefore(tokens: Token[], index: number): { word: string; distance: number } | undefined {
  const clause = tokens[index]?.clause;
  let passed = 0;
  let nearest = 0;
  for (let distance = 1; distance <= NEGATION_REACH; distance++) {
    const token = tokens[index - distance];
    if (!token || token.clause !== clause) return undefined;
    const roles = token.entry?.roles ?? 0;
    if ((roles & Role.Negator) !== 0)
      return (nearest & Role.Subject) !== 0 ? undefined : { word: token.word, distance };
    if ((roles & Role.NearNegator) !== 0) {
      const reaches = distance <= NEAR_NEGATION_REACH && (passed & Role.Subject) === 0;
      return reaches ? { word: token.word, distance } : undefined;
    }
    if ((roles & (Role.Contrast | Role.Clause)) !== 0) return undefined;
    passed |= roles;
    nearest = roles;
  }
  return undefined;
}

function hasRole(token: Token | undefined, role: Role): boolean {
  return ((token?.entry?.roles ?? 0) & role) !== 0;
}
