import { Conversation, SpokenUtterance } from '../../src/modules/metrics/figures/conversation';
import { nastyTalk, Stretch } from './generated-talk';
import { generatedWords } from './generated-words';
import { seeded } from './seeded';
import { Chance } from './chance';

/** Another one: `SEED=7 npx jest ...`. */
export const SEED = Number(process.env['SEED'] ?? 6);

const DAY_MS = 86_400_000;

/** Conversations as they are and as they might be at worst; the same seed gives the same ones. */
export function generatedConversations(seed: number, count: number): Conversation[] {
  const chance = new Chance(seeded(seed));
  return Array.from({ length: count }, () => conversation(chance));
}

function conversation(chance: Chance): Conversation {
  const talk = placed(chance, nastyTalk(chance));
  const utterances = described(chance, withWords(chance, talk));
  const sided = chance.once(15) ? oneSided(chance, utterances) : utterances;
  const timed = chance.once(12) ? partlyUntimed(chance, sided) : sided;
  return { durationMs: duration(chance, talk), utterances: chance.shuffled(timed), sentiment: sentiment(chance) };
}

/** In its time: at once, after a silence, or in the last minutes of a day, then on a coarse grid, so that a day can be walked through. */
function placed(chance: Chance, talk: Stretch[]): Stretch[] {
  const lastMs = Math.max(0, ...talk.map(({ endMs }) => endMs));
  if (!chance.once(100)) {
    const silenceMs = chance.once(3) ? chance.near([0, 3_000, 5_000]) : 0;
    return talk.map((one) => ({ ...one, startMs: one.startMs + silenceMs, endMs: one.endMs + silenceMs }));
  }
  const late = (ms: number) => DAY_MS - Math.ceil((lastMs - ms) / 500) * 500;
  return talk.map((one) => ({ ...one, startMs: late(one.startMs), endMs: late(one.endMs) }));
}

function withWords(chance: Chance, talk: Stretch[]): (Stretch & Pick<SpokenUtterance, 'words'>)[] {
  const share = chance.of([0, 0, 0.5, 1]);
  return talk.map((one) => ({ ...one, words: chance.share(share) ? generatedWords(chance, one) : null }));
}

function described(chance: Chance, talk: (Stretch & Pick<SpokenUtterance, 'words'>)[]): SpokenUtterance[] {
  const labels = chance.of([
    [null],
    VENDOR_LABELS,
    VENDOR_LABELS,
    [...VENDOR_LABELS, null],
    [...VENDOR_LABELS, 'MIXED'],
  ]);
  const othersToo = chance.once(2);
  return talk.map((one, index) => ({
    ...one,
    seq: index * 3 + 1,
    scoreE4: chance.of([0, 10_000, -10_000, chance.whole(-10_000, 10_000)]),
    label: chance.of(['negative', 'neutral', 'positive'] as const),
    vendorLabel: one.speaker === 'other' && !othersToo ? null : chance.of(labels),
  }));
}

const VENDOR_LABELS = ['POSITIVE', 'NEUTRAL', 'NEGATIVE', 'positive', 'Negative'];

function oneSided(chance: Chance, utterances: SpokenUtterance[]): SpokenUtterance[] {
  const sides = chance.of([['agent'], ['customer'], ['other'], []]);
  return utterances.filter(({ speaker }) => sides.includes(speaker));
}

function partlyUntimed(chance: Chance, utterances: SpokenUtterance[]): SpokenUtterance[] {
  const share = chance.of([0.1, 0.5, 1]);
  return utterances.map((one) => (chance.share(share) ? { ...one, startMs: null, endMs: null, words: null } : one));
}

/** Unknown, of the transcript, shorter, or longer by about what counts as silence. */
function duration(chance: Chance, talk: Stretch[]): number | null {
  const lastMs = Math.max(0, ...talk.map(({ endMs }) => endMs));
  const longerMs = lastMs + (lastMs > DAY_MS / 2 ? 0 : chance.near([3_000, 10_000]));
  return chance.of([null, lastMs, lastMs, Math.floor(lastMs / 2), 0, longerMs, longerMs]);
}

function sentiment(chance: Chance): Conversation['sentiment'] {
  const score = (most: number) => chance.of([null, 0, chance.whole(-most, most)]);
  return {
    ...{ overall: score(10_000), agent: score(10_000), customer: score(10_000), shift: score(20_000) },
    trend: chance.of([null, 'improving', 'declining', 'steady']),
  };
}
