import { trimBlanks } from './text-lines';

const CLOCK = /^(?:(\d{1,4}):)?([0-5]?\d):([0-5]\d)(?:[.,](\d{1,9}))?$/;
const LONGEST = 24;

/** `1:02:03.250` or `02:03,25` in whole milliseconds; undefined when it is no such time. */
export function clockMs(text: string): number | undefined {
  const parts = text.length > LONGEST ? null : CLOCK.exec(text);
  if (parts === null) return undefined;
  const [, hours = '0', minutes = '0', seconds = '0', fraction = '0'] = parts;
  return (
    ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000 + Math.round(Number(`0.${fraction}`) * 1000)
  );
}

const ARROW = '-->';

/** The two times of a cue; undefined when the line does not begin with two times. Settings may follow them. */
export function cueTimes(line: string): { startMs: number; endMs: number; hasSettings: boolean } | undefined {
  const arrow = line.indexOf(ARROW);
  if (arrow === -1 || arrow > 2 * LONGEST) return undefined;
  const rest = trimBlanks(line.slice(arrow + ARROW.length));
  const blank = rest.search(/[ \t]/);
  const startMs = clockMs(trimBlanks(line.slice(0, arrow)));
  const endMs = clockMs(blank === -1 ? rest : rest.slice(0, blank));
  return startMs === undefined || endMs === undefined ? undefined : { startMs, endMs, hasSettings: blank !== -1 };
}

export function hasArrow(line: string): boolean {
  return line.includes(ARROW);
}
