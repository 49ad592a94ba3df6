import { Side } from '../../../src/modules/metrics/figures/conversation';
import { Figures } from '../../../src/modules/metrics/figures/figures';
import { INTERRUPTION, NON_TALK, OVERTALK, PATIENCE } from '../../../src/modules/metrics/registry/thresholds';
import { Clock, countBoth, countIn, mark, markSpans, Moments, runLengths, TimedUtterance, where } from './moments';
import { isBackchannel, stretchesOf } from './stretches';
import { handovers, Real, Turn, turnsOf } from './turns';

interface Heard {
  speech: Moments;
  real: Real;
  /** The moments of each stretch that is no backchannel. */
  stretches: Moments[];
}

/** All that follows from times, of a call whose utterances are all timed. */
export function timingOf(
  clock: Clock,
  utterances: TimedUtterance[],
): { figures: Partial<Figures>; patienceMedianMs: number | null } {
  const heard = { agent: hear(clock, utterances, 'agent'), customer: hear(clock, utterances, 'customer') };
  const { agent, customer } = heard;
  const turns = {
    agent: turnsOf(agent.real, customer.real, clock),
    customer: turnsOf(customer.real, agent.real, clock),
  };
  const together = where(agent.speech, customer.speech, (a, c) => a === 1 && c === 1);
  const silences = runLengths(where(agent.speech, customer.speech, (a, c) => a === 0 && c === 0)).filter(
    (n) => n * clock.ms > NON_TALK.longerThanMs,
  );
  const { patienceMedianMs, ...patience } = patienceOf(turns, clock);
  const figures = {
    length_ms: clock.moments * clock.ms,
    overlap_ms: countIn(together) * clock.ms,
    switches: handovers(turns, 'agent').length + handovers(turns, 'customer').length,
    non_talk_ms: silences.reduce((sum, n) => sum + n, 0) * clock.ms,
    non_talk_instances: silences.length,
    overtalk_instances: runLengths(together).filter((n) => n * clock.ms >= OVERTALK.instanceFromMs).length,
    agent_interruptions: interruptions(agent, customer, turns.customer, clock),
    customer_interruptions: interruptions(customer, agent, turns.agent, clock),
    ...{ agent_ms: countIn(agent.speech) * clock.ms, customer_ms: countIn(customer.speech) * clock.ms },
    ...{ agent_talks: countIn(agent.speech) > 0 ? 1 : 0, customer_talks: countIn(customer.speech) > 0 ? 1 : 0 },
    ...{ agent_longest_ms: longest(turns.agent, clock), customer_longest_ms: longest(turns.customer, clock) },
    ...{ agent_turns: turns.agent.length, customer_turns: turns.customer.length },
    ...patience,
  };
  return { figures, patienceMedianMs };
}

function hear(clock: Clock, utterances: TimedUtterance[], side: Side): Heard {
  const own = utterances.filter(({ speaker }) => speaker === side);
  const stretches = stretchesOf(own).filter((stretch) => !isBackchannel(stretch));
  return {
    speech: mark(clock, own),
    real: { speech: mark(clock, stretches.flat()), spans: markSpans(clock, stretches.flat()) },
    stretches: stretches.map((stretch) => mark(clock, stretch)),
  };
}

function longest(turns: Turn[], clock: Clock): number {
  return Math.max(0, ...turns.map(({ from, to }) => (to - from) * clock.ms));
}

function patienceOf(turns: Record<Side, Turn[]>, clock: Clock) {
  const waits = handovers(turns, 'agent').map(({ before, after }) => (after.from - before.to) * clock.ms);
  const gaps = waits.filter((ms) => ms >= 0 && ms < PATIENCE.deadAirMs).sort((a, b) => a - b);
  const middle = gaps.slice(Math.ceil(gaps.length / 2) - 1, Math.floor(gaps.length / 2) + 1);
  return {
    patience_ms: gaps.reduce((sum, ms) => sum + ms, 0),
    patience_gaps: gaps.length,
    overlapped_responses: waits.filter((ms) => ms < 0).length,
    patienceMedianMs: gaps.length < PATIENCE.minGaps ? null : middle.reduce((sum, ms) => sum + ms, 0) / middle.length,
  };
}

function interruptions(by: Heard, of: Heard, floors: Turn[], clock: Clock): number {
  return by.stretches.filter((stretch) => {
    const begin = stretch.indexOf(1);
    const floor = floors.find(({ from, to }) => (begin - from) * clock.ms >= INTERRUPTION.floorHeldMs && begin < to);
    if (floor === undefined) return false;
    return countBoth(stretch, of.real.speech, floor.from, floor.to) * clock.ms >= INTERRUPTION.overlapFromMs;
  }).length;
}
