import { hasArrow } from '../../reading/clock';
import { Line, linesOf, trimBlanks } from '../../reading/text-lines';
import { DocumentFault } from '../../transcript-adapter';
import { LONGEST_CUE } from './markup-limit';

/** Lines between empty lines, or up to the next cue. */
export interface Block {
  kind: 'header' | 'cue' | 'other';
  /** Number of its first line. */
  line: number;
  first: string;
  /** Of a cue: the line before the times. */
  identifier?: string;
  timing: Line;
  /** Lines behind the times of a cue, or of the header. */
  rest: string[];
}

/**
 * The blocks of a WebVTT document, by the parsing rules of the W3C: times in the first or second line make a cue, and
 * times further down begin the next one. Throws DocumentFault for an endless cue.
 */
export function* blocksOf(document: string): Generator<Block> {
  let block: Block | undefined;
  let count = 0;
  let length = 0;
  for (const line of linesOf(document)) {
    if (line.text === '') {
      if (block !== undefined) yield block;
      block = undefined;
      continue;
    }
    const starts: boolean = hasArrow(line.text);
    if (block !== undefined && starts && (block.kind !== 'other' || count > 1)) {
      yield block;
      block = undefined;
    }
    if (block === undefined) {
      block = newBlock(line, starts);
      [count, length] = [1, 0];
      continue;
    }
    count += 1;
    if (starts) block = { ...block, kind: 'cue', identifier: block.first, timing: line };
    else if (block.kind !== 'other') {
      length += line.text.length + 1;
      if (length > LONGEST_CUE) throw new DocumentFault(`line ${block.line}`, 'begins a cue that is too long');
      block.rest.push(line.text);
    }
  }
  if (block !== undefined) yield block;
}

function newBlock(line: Line, starts: boolean): Block {
  const kind = line.number === 1 ? 'header' : starts ? 'cue' : 'other';
  return { kind, line: line.number, first: line.text, timing: line, rest: [] };
}

/** The text of several lines as one. */
export function joinLines(lines: string[]): string {
  return lines
    .map(trimBlanks)
    .filter((line) => line !== '')
    .join(' ');
}
