import { lineOf } from './line-count';

export interface JsonFault {
  line: number;
  column: number;
  /** What stands wrong there, without quoting the text. */
  reason: string;
}

const VALUE = /(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)(?![\w.+-])/y;
const ESCAPE = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;
const SPACE = /[ \t\n\r]*/y;

/**
 * Where a text stops being JSON. V8 tells it in words that differ by version and quote the text; this runs only after
 * JSON.parse has refused, on text whose nesting is bounded.
 */
export function locateJsonFault(text: string): JsonFault {
  const reader = new Reader(text);
  const reason = reader.value() ?? reader.end() ?? 'is not JSON';
  const lineStart = reader.position === 0 ? 0 : text.lastIndexOf('\n', reader.position - 1) + 1;
  return { line: lineOf(text, reader.position), column: reader.position - lineStart + 1, reason };
}

/** Each method moves past what it read, or answers what is wrong at the position. */
class Reader {
  position = 0;

  constructor(private readonly text: string) {}

  value(): string | undefined {
    this.skip(SPACE);
    const character = this.text[this.position];
    if (character === '{') return this.list('}', () => this.member());
    if (character === '[') return this.list(']', () => this.value());
    if (character === '"') return this.string();
    return this.skip(VALUE) ? undefined : this.expected('a value');
  }

  end(): string | undefined {
    this.skip(SPACE);
    return this.position < this.text.length ? 'nothing may follow the value' : undefined;
  }

  private list(close: string, item: () => string | undefined): string | undefined {
    this.position++;
    if (this.take(close)) return undefined;
    for (;;) {
      const fault = item();
      if (fault) return fault;
      if (this.take(close)) return undefined;
      if (!this.take(',')) return this.expected(`a comma or ${close}`);
    }
  }

  private member(): string | undefined {
    this.skip(SPACE);
    if (this.text[this.position] !== '"') return this.expected('a name in double quotes');
    const fault = this.string();
    if (fault) return fault;
    return this.take(':') ? this.value() : this.expected('a colon');
  }

  private string(): string | undefined {
    this.position++;
    for (; this.position < this.text.length;) {
      const character = this.text.charCodeAt(this.position);
      if (character < 0x20) return 'a string must not hold a raw control character';
      if (character === 0x5c) {
        if (!this.skip(ESCAPE)) return 'this is not an escape that JSON knows';
        continue;
      }
      this.position++;
      if (character === 0x22) return undefined;
    }
    return 'the text ends inside a string';
  }

  private take(character: string): boolean {
    this.skip(SPACE);
    if (this.text[this.position] !== character) return false;
    this.position++;
    return true;
  }

  private skip(pattern: RegExp): boolean {
    pattern.lastIndex = this.position;
    if (!pattern.test(this.text)) return false;
    this.position = pattern.lastIndex;
    return true;
  }

  private expected(what: string): string {
    return this.position >= this.text.length ? `the text ends where ${what} is expected` : `${what} is expected`;
  }
}
