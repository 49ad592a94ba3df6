import { NewUtterance } from '../../new-call';
import { sortNames, utteranceExtras } from '../canonical-json';
import { callColumns, csvHeader, utteranceColumns } from '../own-marks';
import { ExportedCall, TranscriptRenderer } from '../transcript-renderer';

type Cell = string | number | null;

const NEW_LINE = '\r\n';

/**
 * CSV as in RFC 4180: a row for each utterance; the first row also holds the fields of the call. Nothing is an empty
 * cell. Lists and objects are JSON.
 */
export const csvRenderer: TranscriptRenderer = {
  format: 'csv',
  mediaType: 'text/csv; charset=utf-8; header=present',
  extension: 'csv',

  render(call) {
    const head = callCells(call);
    const none = callColumns.map(() => null);
    const utterances =
      call.utterances.length === 0 ? [utteranceColumns.map(() => null)] : call.utterances.map(utteranceCells);
    const rows = utterances.map((cells, index) => [...cells, ...(index === 0 ? head : none)]);
    return [csvHeader, ...rows].map((cells) => cells.map(toCell).join(',') + NEW_LINE).join('');
  },
};

function utteranceCells(utterance: NewUtterance): Cell[] {
  const { seq, speaker, startMs, endMs, text } = utterance;
  const { words, vendorSentiment } = utteranceExtras(utterance);
  return [seq, speaker, startMs, endMs, text, json(words), json(vendorSentiment)];
}

function callCells(call: ExportedCall): Cell[] {
  const { status = 'completed', externalId, agent, customer, direction, startedAt, endedAt, language } = call;
  const ids = [status, externalId, agent?.externalId ?? null, agent?.name ?? null];
  return [...ids, customer, direction, startedAt, endedAt, language, json(call.tags), json(sortNames(call.metadata))];
}

function json(value: unknown): string | null {
  return (value ?? null) === null ? null : JSON.stringify(value);
}

function toCell(value: Cell): string {
  if (value === null || typeof value === 'number') return String(value ?? '');
  const text = escapeFormula(value);
  return /[",;\t\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** A spreadsheet must not take what somebody said for a formula. Texts that begin with the escape are escaped as well. */
function escapeFormula(text: string): string {
  return /^['=+\-@\t\r\n＝＋－＠]/.test(text) ? `'${text}` : text;
}
