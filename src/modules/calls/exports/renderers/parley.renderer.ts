import { NewUtterance } from '../../new-call';
import { known, sortNames, utteranceExtras } from '../canonical-json';
import { ExportedCall, TranscriptRenderer } from '../transcript-renderer';

const VERSION = 1;

/** The body of POST /calls under the name of its format; what is not known is left out. */
export const parleyRenderer: TranscriptRenderer = {
  format: 'parley',
  mediaType: 'application/json; charset=utf-8',
  extension: 'json',

  render: (call) => `${JSON.stringify(toDocument(call))}\n`,
};

function toDocument(call: ExportedCall): Record<string, unknown> {
  const { externalId, agent, customer, direction, startedAt, endedAt, language, tags, metadata, utterances } = call;
  return known({
    format: 'parley',
    version: VERSION,
    status: call.status === 'live' ? 'live' : null,
    externalId,
    agent: agent && known({ externalId: agent.externalId, name: agent.name }),
    ...{ customer, direction, startedAt, endedAt, language },
    tags: tags.length === 0 ? null : tags,
    metadata: Object.keys(metadata).length === 0 ? null : sortNames(metadata),
    utterances: utterances.map(toEntry),
  });
}

function toEntry(utterance: NewUtterance): Record<string, unknown> {
  const { seq, speaker, startMs, endMs, text } = utterance;
  return known({ seq, speaker, startMs, endMs, text, ...utteranceExtras(utterance) });
}
