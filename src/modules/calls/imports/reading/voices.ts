import { Speaker } from '../../sentiment/rolling';
import { isAbsent, textAt } from './document';
import { FieldTally } from './field-tally';
import { AssignedRoles, assignRoles, everybodyIsOther } from './roles';
import { DocumentFault, GivenRoles, GuessedField } from '../transcript-adapter';
import { NamedAgent, rolesOfVoices, tellingLabels } from './voice-roles';

/** By what a document tells who speaks; a label is unique within the document. */
export interface Voice {
  channel?: string | undefined;
  speaker?: string | undefined;
}

export interface VoiceRoles {
  roleOf(voice: Voice): Speaker;
  /** What tells the voices apart; undefined when nothing does, and everybody is `other`. */
  by: keyof Voice | undefined;
  guessed: GuessedField[];
}

const SPEAKER = 'utterances.*.speaker';

/**
 * Who is who among the voices of a document that tells no roles. Several channels tell the sides of a call apart, else
 * the speaker labels do, unless the caller names one of either; a label may be a role itself. Who has no label is `other`.
 * @param voices in the order of speech
 * Throws DocumentFault when the agent that is given cannot be found.
 */
export function assignVoices(voices: readonly Voice[], given: GivenRoles): VoiceRoles {
  const by = labelToUse(voices, given);
  if (by === undefined) {
    return { by, roleOf: () => 'other', guessed: [everybodyIsOther] };
  }
  const labels = voices.map((voice) => voice[by]);
  const known = labels.filter((label) => label !== undefined);
  const { roles, guessed } = rolesOfLabels(known, givenAgent(by, given));
  const nameless = known.length < labels.length ? [{ field: SPEAKER, guess: 'other, where no voice is named' }] : [];
  return { by, roleOf: (voice) => roles.get(voice[by] ?? '') ?? 'other', guessed: [...guessed, ...nameless] };
}

/** A label, which may be a number. Throws DocumentFault. */
export function labelAt(value: unknown, place: string): string | undefined {
  if (isAbsent(value)) return undefined;
  if (typeof value === 'number') return String(value);
  return textAt(value, place);
}

/** Whether the caller tells who the agent is. */
export function isAgentGiven({ agentChannel, agentSpeaker }: GivenRoles): boolean {
  return agentChannel !== undefined || agentSpeaker !== undefined;
}

/**
 * Counts what told the speakers as mapped, and the other label as dropped.
 * @param places where the labels stand in the document
 */
export function tallyVoices(
  voices: readonly Voice[],
  by: keyof Voice | undefined,
  places: Readonly<Record<keyof Voice, string>>,
  tally: FieldTally,
): void {
  const reason =
    by === undefined ? 'one channel and no speakers: it tells no voices apart' : `the ${by} tells who speaks`;
  for (const voice of voices) {
    for (const name of ['channel', 'speaker'] as const) {
      if (voice[name] === undefined) continue;
      if (name === by) tally.map(places[name], SPEAKER);
      else if (by === undefined || places[name] !== places[by]) tally.drop(places[name], reason);
    }
  }
}

function labelToUse(voices: readonly Voice[], given: GivenRoles): keyof Voice | undefined {
  const channels = new Set(voices.map(({ channel }) => channel).filter((label) => label !== undefined));
  const speakers = new Set(voices.map(({ speaker }) => speaker).filter((label) => label !== undefined));
  if (given.agentSpeaker !== undefined) return 'speaker';
  if (given.agentChannel !== undefined) {
    if (channels.size === 1 && speakers.size > 1) {
      throw new DocumentFault('agentChannel', 'does not tell the speakers of one channel apart; give agentSpeaker');
    }
    return 'channel';
  }
  if (channels.size > 1) return 'channel';
  return speakers.size > 0 ? 'speaker' : undefined;
}

/** An agent whose label says customer tells that the document has its roles the wrong way round. */
function rolesOfLabels(labels: string[], agent: NamedAgent): AssignedRoles {
  const isSwapped = agent !== undefined && tellingLabels.customer.includes(agent.label.toLowerCase());
  return isSwapped ? assignRoles(labels, agent) : rolesOfVoices(labels, agent);
}

function givenAgent(by: keyof Voice, { agentChannel, agentSpeaker }: GivenRoles) {
  const parameter = by === 'channel' ? ('agentChannel' as const) : ('agentSpeaker' as const);
  const label = by === 'channel' ? agentChannel : agentSpeaker;
  return label === undefined ? undefined : { label: String(label), parameter };
}
