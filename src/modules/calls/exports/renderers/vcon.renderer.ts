import { createHash } from 'node:crypto';
import { isUuid } from '../../../../core/database/ids';
import { REPORT_SCHEMA, UNTIMED_SCHEMA, VENDOR } from '../../imports/adapters/vcon/parley-report';
import { NewUtterance } from '../../new-call';
import { Speaker } from '../../sentiment/rolling';
import { callHead } from '../call-head';
import { known, utteranceExtras } from '../canonical-json';
import { ExportedCall, TranscriptRenderer } from '../transcript-renderer';

type Json = Record<string, unknown>;
type Timed = NewUtterance & { startMs: number; endMs: number };

/** Index of each speaker's party, and what the contact centre extension calls the role. */
const PARTIES: Record<Speaker, number> = { agent: 0, customer: 1, other: 2 };

/**
 * vCon 0.4.0: each utterance is a dialog of type text. What no dialog holds stands in Parley's own analyses, so that
 * nothing is lost; an utterance without times can be no dialog, since a dialog must tell when it began.
 */
export const vconRenderer: TranscriptRenderer = {
  format: 'vcon',
  mediaType: 'application/vcon',
  extension: 'vcon',

  render: (call) => `${JSON.stringify(toVcon(call))}\n`,
};

function toVcon(call: ExportedCall): Json {
  const timed = call.utterances.filter(isTimed);
  const untimed = call.utterances.filter((utterance) => !isTimed(utterance));
  const report = { ...callHead(call), utterances: timed.map(toReportEntry) };
  return {
    vcon: '0.4.0',
    uuid: vconUuid(call),
    // Names who defines the roles of the parties.
    extensions: ['CC'],
    created_at: call.startedAt,
    parties: toParties(call),
    dialog: timed.map((utterance) => toDialog(utterance, Date.parse(call.startedAt))),
    analysis: [
      analysis('report', REPORT_SCHEMA, report, timed.length),
      ...(untimed.length === 0 ? [] : [analysis('transcript', UNTIMED_SCHEMA, untimed.map(toUntimedEntry), 0)]),
    ],
  };
}

function toParties({ agent, customer, utterances }: ExportedCall): Json[] {
  const parties = [
    known({ name: agent?.name ?? agent?.externalId, role: 'agent' }),
    known({ ...asAddress(customer), role: 'customer' }),
  ];
  return utterances.some(({ speaker }) => speaker === 'other') ? [...parties, { role: 'thirdparty' }] : parties;
}

/** What looks like a number or an address is told as one; the report keeps the exact text. */
function asAddress(customer: string | null): Json {
  if (customer === null) return {};
  if (/^\+?[0-9][0-9 ().-]{3,30}$/.test(customer)) return { tel: customer };
  return /^[^\s@:]{1,64}@[^\s@:]{1,255}$/.test(customer) ? { mailto: customer } : { name: customer };
}

function toDialog({ speaker, startMs, endMs, text }: Timed, origin: number): Json {
  return {
    type: 'text',
    start: new Date(origin + startMs).toISOString(),
    // Exact: a ms of at most a day survives as thousandths of a second.
    duration: (endMs - startMs) / 1000,
    parties: [PARTIES[speaker]],
    mediatype: 'text/plain',
    body: text,
    encoding: 'none',
  };
}

function toReportEntry(utterance: Timed, dialog: number): Json {
  return { seq: utterance.seq, dialog, ...utteranceExtras(utterance) };
}

function toUntimedEntry(utterance: NewUtterance): Json {
  const { seq, speaker, text } = utterance;
  return { seq, party: PARTIES[speaker], text, ...utteranceExtras(utterance) };
}

function analysis(type: string, schema: string, body: unknown, dialogs: number): Json {
  const about = dialogs === 0 ? {} : { dialog: Array.from({ length: dialogs }, (_, index) => index) };
  return { type, ...about, mediatype: 'application/json', vendor: VENDOR, schema, encoding: 'json', body };
}

function isTimed(utterance: NewUtterance): utterance is Timed {
  return utterance.startMs !== null && utterance.endMs !== null;
}

/** The external id where it is a UUID, else one of version 8 made of the start and a digest: always the same. */
function vconUuid({ externalId, startedAt }: ExportedCall): string {
  if (isUuid(externalId)) return externalId.toLowerCase();
  const bytes = createHash('sha256').update(externalId).digest().subarray(0, 16);
  bytes.writeUIntBE(Math.max(0, Date.parse(startedAt)), 0, 6);
  bytes.writeUInt8(0x80 | (bytes.readUInt8(6) & 0x0f), 6);
  bytes.writeUInt8(0x80 | (bytes.readUInt8(8) & 0x3f), 8);
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
