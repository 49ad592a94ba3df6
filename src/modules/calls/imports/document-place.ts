import { Adapted, MappedField } from './transcript-adapter';

const UTTERANCE = 'utterances.*.';
const ENTRY = '*.';

/**
 * Where in the document a field of the call came from: `utterances.3.text` may be `Transcript.4.Content` there, or
 * `cue 5: text` in a document that is no tree.
 */
export function placeInDocument(field: string, { mapped, places }: Pick<Adapted, 'mapped' | 'places'>): string {
  const [list, index, ...rest] = field.split('.');
  const place = list === 'utterances' && index !== undefined ? places[Number(index)] : undefined;
  if (place === undefined) return mapped.find(({ to }) => to === field)?.from ?? field;
  const within = sourceOf(rest, place, mapped) ?? rest.join('.');
  return [place, within].filter((part) => part !== '').join(place.includes(' ') ? ': ' : '.');
}

/** The name within the document's own entry; for something inside a mapped list, the name of that list. */
function sourceOf(path: string[], place: string, mapped: MappedField[]): string | undefined {
  for (let length = path.length; length > 0; length -= 1) {
    const to = UTTERANCE + path.slice(0, length).join('.');
    const from = mapped.find((candidate) => candidate.to === to)?.from;
    if (from !== undefined) return within(from, place);
  }
  return undefined;
}

/** What `from` says beyond the entry: `Content` of `Transcript.*.Content` for the entry `Transcript.4`. */
function within(from: string, place: string): string {
  const entry = place
    .split('.')
    .map((part) => (/^\d+$/.test(part) ? '*' : part))
    .join('.');
  if (from === entry) return '';
  if (from.startsWith(`${entry}.`)) return from.slice(entry.length + 1);
  return from.split(ENTRY).at(-1) ?? '';
}
