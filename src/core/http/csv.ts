export type Cell = string | number | null;

const NEW_LINE = '\r\n';

/** A line of CSV as in RFC 4180, with its end. Nothing is an empty cell; no cell is taken for a formula by a spreadsheet. */
export function csvLine(cells: readonly Cell[]): string {
  return cells.map(toCell).join(',') + NEW_LINE;
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
