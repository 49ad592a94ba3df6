import { FieldTally } from '../../reading/field-tally';
import { trimBlanks } from '../../reading/text-lines';

/** What one voice says within a cue. */
export interface Segment {
  voice?: string;
  text: string;
}

const NAMED: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: '\u00a0',
  lrm: '\u200e',
  rlm: '\u200f',
};
const REFERENCE = /&(?:#(\d{1,7})|#[xX]([0-9a-fA-F]{1,6})|(amp|lt|gt|quot|apos|nbsp|lrm|rlm));/g;
const REPLACEMENT = '\ufffd';
const FORMATTING = ['c', 'i', 'b', 'u', 'ruby', 'lang'];
const NAME = /^[^ \t.]*/;
const LONGEST_NAME = 12;
/** What HTML takes the references 128 to 159 for. */
const WESTERN = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ';
const WESTERN_FROM = 0x80;

/** Character references as in HTML; names beyond the usual ones stay as they are. */
export function decodeReferences(text: string): string {
  return text.replace(REFERENCE, (_, decimal?: string, hex?: string, name?: string) =>
    name === undefined
      ? characterOf(decimal === undefined ? parseInt(hex ?? '', 16) : Number(decimal))
      : (NAMED[name] ?? ''),
  );
}

function characterOf(code: number): string {
  if (code === 0 || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) return REPLACEMENT;
  const western = code < WESTERN_FROM ? undefined : WESTERN[code - WESTERN_FROM];
  return western ?? String.fromCodePoint(code);
}

/** The speech in the text of a WebVTT cue by voice, without markup; `tally` learns what was dropped. */
export function readCueText(source: string, tally: FieldTally): Segment[] {
  const reader = new CueTextReader(tally);
  let from = 0;
  for (let tag = nextTag(source, 0); tag !== undefined; tag = nextTag(source, tag.to)) {
    reader.text(source.slice(from, tag.from));
    reader.tag(source.slice(tag.from + 1, tag.to - 1));
    from = tag.to;
  }
  reader.text(source.slice(from));
  return reader.segments();
}

const TAG_BEGINS = /<(?=[a-zA-Z0-9/.])/g;

/** A `<` that begins no tag is text, as in `1 < 2`. */
function nextTag(source: string, after: number): { from: number; to: number } | undefined {
  TAG_BEGINS.lastIndex = after;
  const from = TAG_BEGINS.exec(source)?.index;
  if (from === undefined) return undefined;
  const end = source.indexOf('>', from);
  return end === -1 ? undefined : { from, to: end + 1 };
}

class CueTextReader {
  private readonly voices: string[] = [];
  private readonly found: Segment[] = [];
  private readonly tags = new Map<string, number>();
  private inRubyText = false;

  constructor(private readonly tally: FieldTally) {}

  text(source: string): void {
    if (source === '') return;
    if (this.inRubyText) {
      this.tally.drop('cues.*.<rt>', 'how it is read, not what was said');
      return;
    }
    const voice = this.voices.at(-1) ?? '';
    const last = this.found.at(-1);
    if (last !== undefined && (last.voice ?? '') === voice) last.text += source;
    else this.found.push({ ...(voice === '' ? {} : { voice }), text: source });
  }

  tag(content: string): void {
    const name = NAME.exec(content.slice(0, LONGEST_NAME))?.[0] ?? '';
    if (name === 'v') this.voices.push(annotation(content));
    else if (name === '/v') this.voices.pop();
    else if (name === 'rt' || name === '/rt' || name === '/ruby') this.inRubyText = name === 'rt';
    else this.countTag(name);
  }

  segments(): Segment[] {
    this.dropTags();
    const segments: Segment[] = [];
    for (const { voice, text: source } of this.found) {
      const text = decodeReferences(trimBlanks(source));
      const last = segments.at(-1);
      if (text === '') continue;
      if (last !== undefined && last.voice === voice) last.text += ` ${text}`;
      else segments.push({ ...(voice === undefined ? {} : { voice }), text });
    }
    return segments;
  }

  private countTag(name: string): void {
    if (!name.startsWith('/')) this.tags.set(name, (this.tags.get(name) ?? 0) + 1);
  }

  private dropTags(): void {
    for (const [name, count] of this.tags) this.dropTag(name, count);
  }

  private dropTag(name: string, count: number): void {
    if (/^\d/.test(name)) this.tally.drop('cues.*.<time>', 'a moment within a cue, which no word has whole', count);
    else if (FORMATTING.includes(name)) this.tally.drop(`cues.*.<${name}>`, 'formatting', count);
    else this.tally.drop('cues.*.<other>', 'an unknown tag', count);
  }
}

/** The name in `<v.loud Maria  Lopez>`: `Maria Lopez`. */
function annotation(tag: string): string {
  const blank = tag.search(/[ \t]/);
  if (blank === -1) return '';
  const name = tag.slice(blank + 1);
  return /[&\s]/.test(name) ? decodeReferences(name).split(/\s+/).filter(Boolean).join(' ') : name;
}
