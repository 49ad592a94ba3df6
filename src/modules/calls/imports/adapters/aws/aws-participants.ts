import { Speaker } from '../../../sentiment/rolling';
import { listAt, objectAt, textAt } from '../../reading/document';
import { unknownAgent } from '../../reading/roles';
import { DocumentFault } from '../../transcript-adapter';

const ROLES: Readonly<Record<string, Speaker>> = { AGENT: 'agent', CUSTOMER: 'customer' };

/** What a turn says of who speaks. */
interface Voice {
  /** Wins over the id's. */
  role?: string;
  id?: string;
  /** Of the turn in the document. */
  place: string;
}

/** Who is who in a document: turns name a role, or as in Contact Lens the id of a participant who has one. */
export class Participants {
  private readonly roles = new Map<string, string>();
  private readonly labels = new Set<string>();
  /** The caller turns the two sides round. */
  private readonly swapped: boolean;

  /**
   * @param agent the role or the id of whom the caller takes for the agent
   * Throws DocumentFault unless `participants` is a list of objects with roles.
   */
  constructor(
    participants: unknown,
    private readonly agent?: string,
  ) {
    listAt(participants, 'Participants').forEach((entry, index) => this.add(entry, `Participants.${index}`));
    this.swapped = agent !== undefined && (this.roles.get(agent) ?? agent) === 'CUSTOMER';
  }

  /** Throws DocumentFault when the id is not one of the participants. */
  speakerOf({ role: told, id, place }: Voice): Speaker {
    const role = told ?? this.roles.get(id ?? '');
    if (role === undefined) throw new DocumentFault(`${place}.ParticipantId`, 'is not one of the Participants');
    this.labels.add(role);
    if (id !== undefined) this.labels.add(id);
    const speaker = Object.hasOwn(ROLES, role) ? (ROLES[role] as Speaker) : 'other';
    if (this.agent === undefined) return speaker;
    if (this.agent === role || this.agent === id) return 'agent';
    if (speaker === 'agent') return this.swapped ? 'customer' : 'other';
    return speaker;
  }

  /** Throws DocumentFault when nobody who spoke is whom the caller takes for the agent. */
  refuseUnknownAgent(): void {
    if (this.agent !== undefined && !this.labels.has(this.agent)) throw unknownAgent('agentSpeaker', [...this.labels]);
  }

  private add(entry: unknown, place: string): void {
    const { ParticipantRole, ParticipantId } = objectAt(entry, place);
    const role = textAt(ParticipantRole, `${place}.ParticipantRole`);
    if (ParticipantId !== undefined) this.roles.set(textAt(ParticipantId, `${place}.ParticipantId`), role);
  }
}
