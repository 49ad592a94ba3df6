import { headFields } from '../../../head-fields';
import { MAX_UTTERANCES_PER_CALL } from '../../../limits';
import { isObject, JsonObject, listAt, objectAt } from '../../reading/document';
import { FieldTally } from '../../reading/field-tally';
import { refuseRoles } from '../../reading/roles';
import { Adapted, FieldRule, TranscriptAdapter } from '../../transcript-adapter';
import { adaptForeign } from './foreign';
import { ELSEWHERE } from './inline';
import { adaptOwn } from './own';
import { ownAnalysis, REPORT_SCHEMA } from './parley-report';
import { Parties } from './parties';
import { isEncrypted, isSigned, refuseSealed } from './sealed';

const OWN = 'in an analysis that Parley wrote';
const IDENTITIES = ['uuid', 'name', 'tel', 'mailto', 'sip'];
const FIELDS: readonly FieldRule[] = [
  { from: 'uuid', to: 'externalId' },
  { from: 'dialog.*.body', to: 'utterances.*.text', note: 'type text; its encoding is undone' },
  { from: 'dialog.*.start', to: 'utterances.*.startMs', note: 'ms since the start of the call; with a duration alone' },
  { from: 'dialog.*.duration', to: 'utterances.*.endMs', note: 'seconds to milliseconds' },
  { from: 'dialog.*.parties', to: 'utterances.*.speaker', note: 'the originator, else the first; by the party’s role' },
  {
    from: 'parties.*.role',
    to: 'utterances.*.speaker',
    note: 'agent and customer; supervisor, sme, thirdparty are other',
  },
  { from: 'dialog.*.start (the earliest)', to: 'startedAt', note: 'of the texts and of what was transcribed' },
  { from: 'created_at', to: 'startedAt', note: 'where no dialog is text and none has a start' },
  {
    from: 'transcript.*.text',
    to: 'utterances.*.text',
    note: 'of an analysis; of each dialog that is no text itself, the first',
  },
  { from: 'transcript.*.message', to: 'utterances.*.text', note: 'likewise' },
  { from: 'transcript.*.party', to: 'utterances.*.speaker', note: 'likewise; by the party’s role' },
  { from: 'transcript.*.speaker', to: 'utterances.*.speaker', note: 'likewise; by the role of the party of that name' },
  { from: 'transcript.*.start', to: 'utterances.*.startMs', note: 'likewise; seconds after the start of the dialog' },
  { from: 'transcript.*.end', to: 'utterances.*.endMs', note: 'likewise; a turn has both times or none' },
  ...IDENTITIES.map((name) => ({ from: `parties.*.${name} (agent)`, to: 'agent.externalId' })),
  { from: 'parties.*.name (agent)', to: 'agent.name' },
  ...IDENTITIES.map((name) => ({ from: `parties.*.${name} (customer)`, to: 'customer' })),
  ...headFields.map((name) => ({ from: `report.${name}`, to: name, note: OWN })),
  ...['seq', 'words', 'vendorSentiment'].flatMap((name) => [
    { from: `report.utterances.*.${name}`, to: `utterances.*.${name}`, note: OWN },
    { from: `untimed.*.${name}`, to: `utterances.*.${name}`, note: OWN },
  ]),
  { from: 'untimed.*.text', to: 'utterances.*.text', note: OWN },
  { from: 'untimed.*.party', to: 'utterances.*.speaker', note: OWN },
];
const READ = ['vcon', 'uuid', 'extensions', 'created_at', 'updated_at', 'parties', 'dialog', 'analysis', 'attachments'];
const NO_PLACE = 'a call has no place for it';

/** vCon, the IETF's container for conversations (draft-ietf-vcon-vcon-core), in its versions 0.0.1 to 0.4.0. */
export const vconAdapter: TranscriptAdapter = {
  format: 'vcon',
  title: 'vCon (draft-ietf-vcon-vcon-core)',
  fields: FIELDS,
  losses: [],

  recognises: (document) =>
    isObject(document) &&
    (typeof document['vcon'] === 'string' || isUnversioned(document) || isSigned(document) || isEncrypted(document)),

  adapt(document, roles): Adapted {
    refuseRoles(roles, ['agentChannel']);
    const source = objectAt(document, '');
    refuseSealed(source);
    const tally = new FieldTally();
    tally.dropRest(source, READ, '', NO_PLACE);
    dropAttachments(source['attachments'], tally);
    const analyses = listAt(source['analysis'] ?? [], 'analysis', MAX_UTTERANCES_PER_CALL);
    const outline = { source, analyses, tally, parties: new Parties(source['parties']) };
    const report = ownAnalysis(analyses, REPORT_SCHEMA);
    return report === undefined ? adaptForeign(outline, roles) : adaptOwn(outline, report, roles);
  },
};

/** The version is deprecated. */
function isUnversioned(document: JsonObject): boolean {
  return typeof document['created_at'] === 'string' && Array.isArray(document['parties']);
}

function dropAttachments(attachments: unknown, tally: FieldTally): void {
  for (const attachment of listAt(attachments ?? [], 'attachments', MAX_UTTERANCES_PER_CALL)) {
    const elsewhere = isObject(attachment) && attachment['url'] !== undefined;
    tally.drop(elsewhere ? 'attachments.*.url' : 'attachments.*', elsewhere ? ELSEWHERE : NO_PLACE);
  }
}
