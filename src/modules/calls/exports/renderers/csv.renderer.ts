import { csvLine, Cell } from '../../../../core/http/csv';
import { NewUtterance } from '../../new-call';
import { sortNames, utteranceExtras } from '../canonical-json';
import { CallColumn, callColumns, csvHeader, utteranceColumns } from '../own-marks';
import { ExportedCall, TranscriptRenderer } from '../transcript-renderer';

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
    return [csvHeader, ...rows].map(csvLine).join('');
  },
};

function utteranceCells(utterance: NewUtterance): Cell[] {
  const { words, vendorSentiment } = utteranceExtras(utterance);
  const cells: Record<keyof NewUtterance, Cell> = {
    ...utterance,
    words: json(words),
    vendorSentiment: json(vendorSentiment),
  };
  return utteranceColumns.map((name) => cells[name]);
}

function callCells(call: ExportedCall): Cell[] {
  const cells: Record<CallColumn, Cell> = {
    ...call,
    status: call.status ?? 'completed',
    agentExternalId: call.agent?.externalId ?? null,
    agentName: call.agent?.name ?? null,
    tags: json(call.tags),
    metadata: json(sortNames(call.metadata)),
  };
  return callColumns.map((name) => cells[name]);
}

function json(value: unknown): string | null {
  return (value ?? null) === null ? null : JSON.stringify(value);
}
