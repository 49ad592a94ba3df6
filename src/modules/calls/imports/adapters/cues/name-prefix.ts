import { SpokenPart } from '../../reading/spoken-parts';
import { trimBlanks } from '../../reading/text-lines';
import { GuessedField } from '../../transcript-adapter';

const LONGEST = 48;
const MOST_WORDS = 4;
/** `Maria Lopez: `, `SPEAKER_00: `, `[SPEAKER_00]: `. */
const PREFIX = /^(?:\[([^[\]:]{1,40})\]|(\p{L}[\p{L}\p{M}\p{N} ._'’()-]{0,39})):(?=[ \t]|$)/u;

const BY_PREFIX = 'what stands before a colon names who speaks';
const GOES_ON = 'who spoke before goes on where no name stands before the text';

/**
 * Takes `Name: ` at the beginning of texts for who speaks, where this is the document's habit: every text has one, or at
 * least half of them do and each name comes twice or more. Else the texts stay as they are.
 */
export function takeNamePrefixes(parts: SpokenPart[]): { parts: SpokenPart[]; guessed: GuessedField[] } {
  const names = parts.map(({ text }) => nameBefore(text)?.name);
  if (!isHabit(names)) return { parts, guessed: [] };
  let speaking: string | undefined;
  const named = parts.map((part) => {
    const prefix = nameBefore(part.text);
    speaking = prefix?.name ?? speaking;
    const { voice: _, ...rest } = part;
    return { ...rest, ...(speaking === undefined ? {} : { voice: speaking }), text: prefix?.rest ?? part.text };
  });
  const guesses = names.includes(undefined) ? [BY_PREFIX, GOES_ON] : [BY_PREFIX];
  return { parts: named, guessed: guesses.map((guess) => ({ field: 'utterances.*.speaker', guess })) };
}

function isHabit(names: (string | undefined)[]): boolean {
  const counts = new Map<string, number>();
  for (const name of names) if (name !== undefined) counts.set(name, (counts.get(name) ?? 0) + 1);
  const named = [...counts.values()].reduce((sum, count) => sum + count, 0);
  if (named === 0) return false;
  return named === names.length || (2 * named >= names.length && [...counts.values()].every((count) => count > 1));
}

/** Undefined when no name stands before the text, or nothing behind the name. */
function nameBefore(text: string): { name: string; rest: string } | undefined {
  const found = PREFIX.exec(text.slice(0, LONGEST));
  const name = trimBlanks(found?.[1] ?? found?.[2] ?? '');
  if (found === null || name === '' || name.split(' ').length > MOST_WORDS) return undefined;
  const rest = trimBlanks(text.slice(found[0].length));
  return rest === '' ? undefined : { name, rest };
}
