import { DocumentFault } from '../../transcript-adapter';

export interface CsvRow {
  /** Number of the row's first line in the document, from 1. */
  line: number;
  cells: string[];
}

/** Beyond the line breaks that the longest transcript could have within its texts. */
const MOST_LINES = 3_000_000;
const BYTE_ORDER_MARK = 0xfeff;
const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;
const QUOTE = 34;

/**
 * The rows of a CSV document by RFC 4180, one at a time; lines end with LF, CR LF or CR, and empty ones are skipped. Throws
 * DocumentFault naming the line, also of a row of more than `columns` cells.
 */
export function rowsOf(document: string, delimiter: string, columns: number): Generator<CsvRow> {
  return new CsvReader(document, delimiter.charCodeAt(0), columns).rows();
}

class CsvReader {
  private at: number;
  private line = 1;

  constructor(
    private readonly text: string,
    private readonly delimiter: number,
    private readonly columns: number,
  ) {
    this.at = text.charCodeAt(0) === BYTE_ORDER_MARK ? 1 : 0;
  }

  *rows(): Generator<CsvRow> {
    while (this.at < this.text.length) {
      if (this.takeBreak()) continue;
      yield this.row();
      this.takeBreak();
    }
  }

  private row(): CsvRow {
    const { line } = this;
    const cells = [this.cell(line)];
    while (this.text.charCodeAt(this.at) === this.delimiter) {
      this.at += 1;
      if (cells.length === this.columns)
        throw this.fault(line, `has more cells than the header, which has ${this.columns}`);
      cells.push(this.cell(line));
    }
    return { line, cells };
  }

  private cell(firstLine: number): string {
    if (this.text.charCodeAt(this.at) === QUOTE) return this.quoted(firstLine);
    const from = this.at;
    while (!this.isEnd(this.at)) {
      if (this.text.charCodeAt(this.at) === QUOTE) throw this.misplacedQuote();
      this.at += 1;
    }
    return this.text.slice(from, this.at);
  }

  private quoted(firstLine: number): string {
    const from = this.at + 1;
    let isDoubled = false;
    let to = this.text.indexOf('"', from);
    while (to !== -1 && this.text.charCodeAt(to + 1) === QUOTE) {
      isDoubled = true;
      to = this.text.indexOf('"', to + 2);
    }
    if (to === -1) throw this.fault(firstLine, 'begins a row with a quote that is never closed');
    this.at = from;
    while (this.at < to) if (!this.takeBreak()) this.at += 1;
    this.at = to + 1;
    if (!this.isEnd(this.at)) throw this.misplacedQuote();
    const cell = this.text.slice(from, to);
    return isDoubled ? cell.replaceAll('""', '"') : cell;
  }

  /** Of a cell without quotes. */
  private isEnd(at: number): boolean {
    const code = this.text.charCodeAt(at);
    return code === this.delimiter || code === LINE_FEED || code === CARRIAGE_RETURN || at >= this.text.length;
  }

  private takeBreak(): boolean {
    const code = this.text.charCodeAt(this.at);
    if (code !== LINE_FEED && code !== CARRIAGE_RETURN) return false;
    this.at += code === CARRIAGE_RETURN && this.text.charCodeAt(this.at + 1) === LINE_FEED ? 2 : 1;
    this.line += 1;
    if (this.line > MOST_LINES) throw this.fault(this.line, `is one more than the ${MOST_LINES} that are read`);
    return true;
  }

  private misplacedQuote(): DocumentFault {
    return this.fault(this.line, 'has a quote in the wrong place: quote the whole cell, and double the quotes within');
  }

  private fault(line: number, message: string): DocumentFault {
    return new DocumentFault(`line ${line}`, message);
  }
}
