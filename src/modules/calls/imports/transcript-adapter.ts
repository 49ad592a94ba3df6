/** A field of the document and where its content went. */
export interface MappedField {
  /** Place in the document, `*` standing for every entry of a list: `Transcript.*.Content`. */
  from: string;
  /** Field of the call: `utterances.*.text`. */
  to: string;
  /** How often. */
  count: number;
}

/** A field of the document that has no place in a call. */
export interface DroppedField {
  from: string;
  reason: string;
  count: number;
}

/** A field of the call that the document does not tell, and what it was taken to be. */
export interface GuessedField {
  field: string;
  guess: string;
}

/** One line of a format's table of what maps to what. */
export interface FieldRule {
  /** As in MappedField. */
  from: string;
  to: string;
  /** What happens on the way: `seconds to milliseconds`. */
  note?: string;
}

/** Who the agent is, where the caller tells it; wins over the document. */
export interface GivenRoles {
  /** The agent's channel, numbered as the document numbers it. */
  agentChannel?: number;
  /** The agent's label in the document. */
  agentSpeaker?: string;
}

/** What an adapter made of a document; `call` is checked like the body of POST /calls before anything is stored. */
export interface Adapted {
  call: Record<string, unknown>;
  mapped: MappedField[];
  dropped: DroppedField[];
  guessed: GuessedField[];
  /** Where in the document each utterance came from, by its index, so that an error can name the place. */
  places: string[];
}

/** Reads one format; pure: no I/O, and the same document always gives the same call. */
export interface TranscriptAdapter {
  format: string;
  /** What the format is, for the documentation. */
  title: string;
  /** Everything `adapt` may report as mapped, for the documentation. */
  fields: readonly FieldRule[];
  /** What a call may hold and a document of this format cannot: fields of the call, `utterances.*.words`. */
  losses: readonly string[];
  /** Whether the document looks like this format; only the outline is looked at. A document that is not JSON is text. */
  recognises(document: unknown): boolean;
  /** Throws DocumentFault. */
  adapt(document: unknown, roles: GivenRoles): Adapted;
}

/** The document cannot be understood at one place. */
export class DocumentFault extends Error {
  /** @param place path in the document, e.g. `Transcript.3.BeginOffsetMillis` */
  constructor(
    readonly place: string,
    message: string,
  ) {
    super(message);
  }
}
