import { Speaker } from '../../sentiment/rolling';
import { AssignedRoles, assignRoles } from './roles';
import { DocumentFault, GivenRoles } from '../transcript-adapter';

/** Labels that say the role themselves, in whatever case. */
export const tellingLabels: Readonly<Record<Speaker, readonly string[]>> = {
  agent: ['agent', 'rep', 'representative', 'advisor', 'adviser', 'sales rep', 'service rep', 'support agent'],
  customer: ['customer', 'client', 'caller'],
  other: ['other'],
};

/** As a note for the tables of formats. */
export const tellingLabelsNote = `${tellingLabels.agent.join(', ')}: agent; ${tellingLabels.customer.join(', ')}: customer; others by order of speech`;

const LONGEST = Math.max(...Object.values(tellingLabels).flatMap((labels) => labels.map(({ length }) => length)));
const told = new Map(
  Object.entries(tellingLabels).flatMap(([role, labels]) => labels.map((label) => [label, role as Speaker] as const)),
);

const SPEAKER = 'utterances.*.speaker';

export type NamedAgent = Parameters<typeof assignRoles>[1];

/**
 * The role of each voice: the agent whom the caller names, then what labels tell by themselves, and the rest by order of
 * speech. With both agent and customer known, all others are `other`.
 * @param labels in the order of first speech, repeated ones allowed
 * Throws DocumentFault when the document has no such label as the caller names.
 */
export function rolesOfVoices(labels: Iterable<string>, agent?: NamedAgent): AssignedRoles {
  const voices = [...new Set(labels)];
  if (agent !== undefined && !voices.includes(agent.label)) return assignRoles(voices, agent);
  const roles = new Map(voices.flatMap((label) => tellRole(label, agent)));
  const untold = voices.filter((label) => !roles.has(label));
  const missing = (['agent', 'customer'] as const).filter((role) => ![...roles.values()].includes(role));
  if (missing.length === 2) {
    const byOrder = assignRoles(untold);
    return { roles: new Map([...roles, ...byOrder.roles]), guessed: byOrder.guessed };
  }
  untold.forEach((label, index) => roles.set(label, (index === 0 ? missing[0] : undefined) ?? 'other'));
  // Between two, the one who is not known is known as well.
  if (missing.length === 0 || untold.length < 2) return { roles, guessed: [] };
  return { roles, guessed: [{ field: SPEAKER, guess: `the first other one to speak is the ${missing[0]}` }] };
}

function tellRole(label: string, agent: NamedAgent): [string, Speaker][] {
  if (label === agent?.label) return [[label, 'agent']];
  const role = label.length > LONGEST ? undefined : told.get(label.toLowerCase());
  if (role === undefined) return [];
  return [[label, role === 'agent' && agent !== undefined ? 'other' : role]];
}

/** The agent named by the query for a format that has labels alone. Throws DocumentFault for a channel. */
export function agentOfLabels({ agentChannel, agentSpeaker }: GivenRoles): NamedAgent {
  if (agentChannel !== undefined)
    throw new DocumentFault('agentChannel', 'must not be given: this format has no channels');
  return agentSpeaker === undefined ? undefined : { label: agentSpeaker, parameter: 'agentSpeaker' };
}
