const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;

/** The number of the line, from 1, in which a position of a text lies; a line ends in CR, LF or both. */
export function lineOf(text: string, position: number): number {
  let line = 1;
  for (let at = 0; at < position; at += 1) {
    const unit = text.charCodeAt(at);
    if (unit === CARRIAGE_RETURN || (unit === LINE_FEED && text.charCodeAt(at - 1) !== CARRIAGE_RETURN)) line += 1;
  }
  return line;
}
