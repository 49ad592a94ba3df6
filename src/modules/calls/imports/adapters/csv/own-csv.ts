import { callColumns, csvHeader, utteranceColumns } from '../../../exports/own-marks';
import { JsonObject } from '../../reading/document';
import { parseEmbedded } from '../../reading/embedded-json';
import { FieldTally } from '../../reading/field-tally';
import { refuseUnfinished } from '../../reading/refuse-unfinished';
import { DocumentFault, FieldRule } from '../../transcript-adapter';
import { CsvRow } from './csv-rows';

type Cells = Readonly<Record<string, string>>;

const callFields: Readonly<Record<string, string>> = { agentExternalId: 'agent.externalId', agentName: 'agent.name' };
const NOTE = 'in what Parley wrote itself';

/** What Parley's own CSV maps to; in its first row the call, in every row an utterance. */
export const ownFields: readonly FieldRule[] = [
  ...utteranceColumns.map((name) => ({ from: `rows.*.${name}`, to: `utterances.*.${name}`, note: NOTE })),
  ...callColumns
    .filter((name) => name !== 'status')
    .map((name) => ({ from: name, to: callFields[name] ?? name, note: `${NOTE}; first row alone` })),
];

/** Whether Parley wrote the document. */
export function isOwnHeader(header: string[]): boolean {
  return header.length === csvHeader.length && csvHeader.every((name, index) => header[index] === name);
}

/** The call exactly as it was written. Throws DocumentFault. */
export function readOwnRows(rows: CsvRow[], tally: FieldTally): { call: JsonObject; places: string[] } {
  const utterances: JsonObject[] = [];
  const places: string[] = [];
  let head: JsonObject = {};
  for (const [index, row] of rows.entries()) {
    const cells = Object.fromEntries(csvHeader.map((name, column) => [name, unescape(row.cells[column] ?? '')]));
    if (index === 0) head = readHead(cells, row.line, tally);
    else dropHead(cells, tally);
    if (utteranceColumns.every((name) => cells[name] === '')) continue;
    utterances.push(readUtterance(cells, row.line, tally));
    places.push(`line ${row.line}`);
  }
  return { call: { ...head, utterances }, places };
}

/** Undoes what keeps a spreadsheet from taking a text for a formula. */
function unescape(cell: string): string {
  return cell.startsWith("'") ? cell.slice(1) : cell;
}

function readHead(cells: Cells, line: number, tally: FieldTally): JsonObject {
  refuseUnfinished(cells['status'] || 'completed');
  const head: JsonObject = {};
  for (const name of callColumns) {
    const cell = cells[name] ?? '';
    if (cell === '' || name === 'status') continue;
    const isJson = name === 'tags' || name === 'metadata';
    head[name] = isJson ? parseEmbedded(cell, `line ${line}: ${name}`) : cell;
    tally.map(name, callFields[name] ?? name);
  }
  const { agentExternalId: externalId, agentName: name, ...rest } = head;
  const named = name === undefined ? {} : { name };
  return externalId === undefined ? rest : { ...rest, agent: { externalId, ...named } };
}

function dropHead(cells: Cells, tally: FieldTally): void {
  for (const name of callColumns) {
    if (cells[name] !== '') tally.drop(`rows.*.${name}`, 'the first row alone tells of the call');
  }
}

function readUtterance(cells: Cells, line: number, tally: FieldTally): JsonObject {
  const utterance: JsonObject = {};
  for (const name of utteranceColumns) {
    const cell = cells[name] ?? '';
    if (cell === '') continue;
    utterance[name] = readCell(name, cell, line);
    tally.map(`rows.*.${name}`, `utterances.*.${name}`);
  }
  return { startMs: null, endMs: null, ...utterance };
}

function readCell(name: (typeof utteranceColumns)[number], cell: string, line: number): unknown {
  if (name === 'text' || name === 'speaker') return cell;
  if (name === 'words' || name === 'vendorSentiment') return parseEmbedded(cell, `line ${line}: ${name}`);
  if (!/^\d{1,12}$/.test(cell)) throw new DocumentFault(`line ${line}: ${name}`, 'must be a whole number');
  return Number(cell);
}
