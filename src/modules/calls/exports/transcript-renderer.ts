import { CallStatus } from '../entities/call.entity';
import { NewCall, NewUtterance } from '../new-call';

/** A completed or live call in the form in which it would be sent to Parley; utterances by `seq`. */
export interface ExportedCall extends NewCall {
  /** The call's own, else its id, so that an import finds the call again. */
  externalId: string;
  startedAt: string;
  /** Left out: completed. A live call may be exported, as far as it went. */
  status?: CallStatus;
  utterances: NewUtterance[];
}

/** Writes one format; pure. What the format cannot hold is declared as `losses` by the adapter that reads it. */
export interface TranscriptRenderer {
  format: string;
  /** With its charset where it is text. */
  mediaType: string;
  /** Of the file's name, without a dot. */
  extension: string;
  /** Throws CannotRender. */
  render(call: ExportedCall): string;
}

/** The file as an import gets it: text, or parsed when it is JSON. */
export function asDocument(file: string, { mediaType }: TranscriptRenderer): unknown {
  return mediaType.startsWith('text/') ? file : JSON.parse(file);
}

/** The call has something that the format must have and cannot leave out. */
export class CannotRender extends Error {}
