const ESCAPES: Record<string, string> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' };
const SPECIAL = /[\\\t\n\r]/g;

export type CopyValue = string | number | Buffer | readonly string[] | null;

/** A row in the text format of Postgres' COPY. */
export function copyRow(values: readonly CopyValue[]): string {
  let row = '';
  for (const [index, value] of values.entries()) row += index === 0 ? field(value) : `\t${field(value)}`;
  return `${row}\n`;
}

function field(value: CopyValue): string {
  if (value === null) return '\\N';
  if (typeof value === 'number') return String(value);
  if (typeof value === 'string') return escaped(value);
  if (Buffer.isBuffer(value)) return `\\\\x${value.toString('hex')}`;
  return escaped(textArray(value));
}

function escaped(text: string): string {
  return text.replace(SPECIAL, (character) => ESCAPES[character] as string);
}

function textArray(texts: readonly string[]): string {
  return `{${texts.map((text) => `"${text.replace(/["\\]/g, '\\$&')}"`).join(',')}}`;
}
