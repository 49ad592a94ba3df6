import { ContentObject } from '@nestjs/swagger/dist/interfaces/open-api-spec.interface';
import { CreateCallDto } from '../dto/create-call.dto';
import { NDJSON_TYPES } from './bulk-upload';

const calls: CreateCallDto[] = [
  {
    externalId: 'bulk-2026-000001',
    agent: { externalId: 'agent-17', name: 'Maria Lopez' },
    direction: 'inbound',
    startedAt: '2026-03-01T09:30:00Z',
    utterances: [
      { seq: 1, speaker: 'customer', startMs: 0, endMs: 2400, text: 'I am trying to replace my lost card.' },
      { seq: 2, speaker: 'agent', startMs: 2600, endMs: 5200, text: 'We will get that taken care of.' },
    ],
  },
  {
    externalId: 'bulk-2026-000002',
    agent: { externalId: 'agent-17' },
    direction: 'outbound',
    startedAt: '2026-03-01T10:00:00Z',
    utterances: [{ seq: 1, speaker: 'customer', startMs: 0, endMs: 1800, text: 'That would be awesome. Thank you.' }],
  },
];

/** The body of a bulk ingest for the documentation. */
export function bulkBody(): ContentObject {
  const items = { type: 'object', additionalProperties: true };
  const lines = calls.map((call) => `${JSON.stringify(call)}\n`).join('');
  const ndjson = { schema: { type: 'string' }, examples: { lines: { summary: 'One call per line', value: lines } } };
  return {
    'application/json': {
      schema: { type: 'array', items, minItems: 1 },
      examples: { array: { summary: 'One array of calls', value: calls } },
    },
    ...Object.fromEntries(NDJSON_TYPES.map((type) => [type, ndjson])),
  };
}

/** What is downloaded, by content type. */
export function rejectionsContent(): ContentObject {
  const row = {
    line: 3,
    externalId: 'bulk-2026-000003',
    code: 'request.invalid',
    reason: 'startedAt must be an instant',
  };
  const csv = `line,externalId,code,reason\r\n${Object.values(row).join(',')}\r\n`;
  return {
    'text/csv': { schema: { type: 'string' }, example: csv },
    'application/x-ndjson': { schema: { type: 'string' }, example: `${JSON.stringify(row)}\n` },
  };
}
