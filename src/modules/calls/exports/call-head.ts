import { HeadField, headFields } from '../head-fields';
import { known, sortNames } from './canonical-json';
import { ExportedCall } from './transcript-renderer';

/** Everything of a call but its utterances, without what is not known; `status` only of a live call. */
export function callHead(call: ExportedCall): Record<string, unknown> {
  const { agent, tags, metadata } = call;
  const exact: Record<HeadField, unknown> = {
    ...call,
    agent: agent && known({ externalId: agent.externalId, name: agent.name }),
    tags: tags.length === 0 ? null : tags,
    metadata: Object.keys(metadata).length === 0 ? null : sortNames(metadata),
  };
  const fields = Object.fromEntries(headFields.map((name) => [name, exact[name]]));
  return known({ status: call.status === 'live' ? 'live' : null, ...fields });
}
