import { adapterFor, adapters } from './adapters';
import { describeImport, tableOf } from './import.documentation';
import { importBody, importExamples, TEXT_TYPES } from './import.examples';

describe('the documentation of importing', () => {
  it.each(adapters)('has a table of what $format maps to what, each line once', ({ format, fields, losses }) => {
    const [, , ...rows] = tableOf(fields);
    expect(rows.length).toBeGreaterThan(0);
    expect(new Set(rows).size).toBe(rows.length);
    expect(new Set(losses).size).toBe(losses.length);
    expect(losses.filter((lost) => fields.some(({ to }) => to === lost))).toEqual([]);
    expect(describeImport(adapters)).toContain(`### \`${format}\``);
  });

  it.each(adapters)('names no field of $format that a call does not have', ({ fields, losses }) => {
    const named = [...fields.map(({ to }) => to), ...losses];
    expect(named.filter((field) => !isCallField(field))).toEqual([]);
    expect(fields.filter(({ from }) => from.trim() === '')).toEqual([]);
  });

  it('has an example of every format, that is recognised as such', () => {
    const formats = Object.entries(importExamples).map(([format, { value }]) => [
      format,
      adapterFor('auto', value).format,
    ]);
    expect(formats.filter(([format, recognised]) => format !== recognised)).toEqual([]);
    expect(formats.map(([format]) => format).sort()).toEqual(adapters.map(({ format }) => format).sort());
  });

  it('shows an example under each type that an import takes', () => {
    const {
      'application/vcon': vcon,
      'application/vcon+json': suffixed,
      'application/json': json,
      ...texts
    } = importBody();
    expect(vcon).toEqual(suffixed);
    expect(Object.keys({ ...vcon?.examples, ...json?.examples }).length).toBeGreaterThan(3);
    expect(Object.keys(texts).sort()).toEqual([...TEXT_TYPES].sort());
  });

  it('keeps a table whole whatever stands in it', () => {
    expect(tableOf([{ from: 'a|b', to: 'c', note: 'd\ne' }]).at(-1)).toBe('| `a\\|b` | `c` | d e |');
  });
});

const CALL = ['externalId', 'agent', 'customer', 'direction', 'startedAt', 'endedAt', 'language', 'tags', 'metadata'];
const UTTERANCE = ['seq', 'speaker', 'startMs', 'endMs', 'text', 'words', 'vendorSentiment'];

/** What lies within an agent, tags, words and the like is not looked at. */
function isCallField(field: string): boolean {
  const [list, index, name] = field.split('.');
  if (list === 'utterances') return index === undefined || (index === '*' && UTTERANCE.includes(name ?? ''));
  return CALL.includes(list ?? '');
}
