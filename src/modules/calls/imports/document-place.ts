import { Adapted, MappedField } from './transcript-adapter';

const UTTERANCE = 'utterances.*.';
const ENTRY = '*.';

/** Where in the document a field of the call came from: `utterances.3.text` may be `Transcript.4.Content` there. */
export function placeInDocument(field: string, { mapped, places }: Pick<Adapted, 'mapped' | 'places'>): string {
  const [list, index, ...rest] = field.split('.');
  const place = list === 'utterances' && index !== undefined ? places[Number(index)] : undefined;
  if (place === undefined) return mapped.find(({ to }) => to === field)?.from ?? field;
  const source = sourceOf(rest, mapped);
  return [place, source ?? rest.join('.')].filter((part) => part !== '').join('.');
}

/** The name within the document's own entry; for something inside a mapped list, the name of that list. */
function sourceOf(path: string[], mapped: MappedField[]): string | undefined {
  for (let length = path.length; length > 0; length -= 1) {
    const to = UTTERANCE + path.slice(0, length).join('.');
    const from = mapped.find((candidate) => candidate.to === to)?.from;
    if (from !== undefined) return from.split(ENTRY).at(-1);
  }
  return undefined;
}
