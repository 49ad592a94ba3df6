import { SpokenUtterance } from '../../src/modules/metrics/figures/conversation';
import { sampler } from '../bench/archive/quantile-sampler';
import { Chance } from './chance';
import { generatedText } from './generated-texts';

export interface Stretch extends Pick<SpokenUtterance, 'speaker' | 'text' | 'wordCount'> {
  startMs: number;
  endMs: number;
}

type Times = Pick<Stretch, 'startMs' | 'endMs'>;

/** What decides anything by time; every limit, and a millisecond beside it, is met between any two utterances. */
const LIMITS = [0, 300, 1_000, 2_000, 3_000];
const LENGTHS = [1, 40, 300, 600, 1_000, 1_300, 1_600, 2_000];

/** Who speaks when, and what: as in real calls, at the limits of the definitions, or all at once. */
export function nastyTalk(chance: Chance): Stretch[] {
  const times = chance.of([realTimes, limitTimes, limitTimes, limitTimes, crowdedTimes])(chance);
  const speakers = chance.of([TWO_SIDES, TWO_SIDES, WITH_OTHERS]);
  let speaker = chance.of(speakers);
  return times.flatMap((one) => {
    if (chance.share(0.7)) speaker = chance.of(speakers.filter((other) => other !== speaker));
    return chance.once(30) ? cutPhrase(chance, { ...one, speaker }) : [{ ...one, speaker, ...generatedText(chance) }];
  });
}

/** A listener's signal of two words, each an utterance, begun at once: told by its order alone. */
function cutPhrase(chance: Chance, { startMs, speaker }: Times & Pick<Stretch, 'speaker'>): Stretch[] {
  const lengths = chance.of([
    [500, 500],
    [500, 1_000],
    [1_000, 500],
  ]);
  const said = chance.shuffled(['got', 'it']);
  return lengths.map((ms, index) => ({ startMs, endMs: startMs + ms, speaker, text: said[index] ?? '', wordCount: 1 }));
}

const TWO_SIDES = ['agent', 'customer'] as const satisfies Stretch['speaker'][];
const WITH_OTHERS = ['agent', 'customer', 'other'] as const satisfies Stretch['speaker'][];

function realTimes(chance: Chance): Times[] {
  const [lasts, gap] = chance.of([
    [
      sampler('harpervalley_sample5', 'utterance_s', chance.random),
      sampler('harpervalley_sample5', 'gap_s_(negative=overlap)', chance.random),
    ],
    [sampler('aws_tca_example_call', 'turn_s', chance.random), sampler('aws_tca_example_call', 'gap_s', chance.random)],
  ]);
  let clockMs = 0;
  return Array.from({ length: chance.whole(2, 14) }, () => {
    const startMs = Math.max(0, Math.round(clockMs + gap() * 1_000));
    clockMs = startMs + Math.round(lasts() * 1_000);
    return { startMs, endMs: clockMs };
  });
}

/** Each begins a limit after the one before ends, before it ends, or after it begins. */
function limitTimes(chance: Chance): Times[] {
  let last: Times = { startMs: 0, endMs: 0 };
  return Array.from({ length: chance.whole(1, 12) }, () => {
    const distanceMs = chance.near(LIMITS);
    const startMs = chance.of([
      last.endMs + distanceMs,
      last.endMs + distanceMs,
      last.endMs - distanceMs,
      last.startMs + distanceMs,
    ]);
    last = { startMs: Math.max(0, startMs), endMs: Math.max(0, startMs) + chance.near(LENGTHS) };
    if (chance.once(4)) last.endMs += 1_000 * chance.whole(1, 5);
    return last;
  });
}

/** On a coarse grid, so that much begins and ends at the same time, and some has no length. */
function crowdedTimes(chance: Chance): Times[] {
  const grid = chance.of([1, 50, 100, 500, 1_000]);
  return Array.from({ length: chance.whole(0, 12) }, () => {
    const startMs = chance.whole(0, 20) * grid;
    return { startMs, endMs: startMs + chance.of([0, 1, 2, 3, 6]) * grid };
  });
}
