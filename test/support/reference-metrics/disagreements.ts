import { Conversation, Measured } from '../../../src/modules/metrics/figures/conversation';
import { referenceMeasure } from './reference';

interface Disagreement {
  /** How many calls. */
  calls: number;
  /** On the call with the fewest utterances. */
  measured: unknown;
  reference: unknown;
  conversation: Conversation;
}

/** Everything that the two disagree on, by its name, each with the simplest call that shows it. */
export function disagreements(
  measure: (conversation: Conversation) => Measured,
  conversations: Conversation[],
): Record<string, Disagreement> {
  const found: Record<string, Disagreement> = {};
  for (const conversation of conversations) {
    const measured = flat(measure(structuredClone(conversation)));
    const reference = flat(referenceMeasure(conversation));
    for (const name of new Set([...Object.keys(measured), ...Object.keys(reference)])) {
      if (isEqual(measured[name], reference[name])) continue;
      const before = found[name];
      const shown = { measured: measured[name], reference: reference[name], conversation };
      const isSimpler = before === undefined || conversation.utterances.length < before.conversation.utterances.length;
      found[name] = { ...(isSimpler ? shown : before), calls: (before?.calls ?? 0) + 1 };
    }
  }
  return found;
}

/** Every number by its path: `details.awsQuarters.sides.agent.overall`. */
function flat(value: unknown, path = '', all: Record<string, unknown> = {}): Record<string, unknown> {
  if (typeof value !== 'object' || value === null) all[path] = value;
  else for (const [name, member] of Object.entries(value)) flat(member, path === '' ? name : `${path}.${name}`, all);
  return all;
}

/** Means of scores may be added up in another order. */
function isEqual(one: unknown, other: unknown): boolean {
  if (typeof one !== 'number' || typeof other !== 'number') return one === other;
  return Object.is(one, other) || (!Number.isInteger(one) && Math.abs(one - other) < 1e-9);
}
