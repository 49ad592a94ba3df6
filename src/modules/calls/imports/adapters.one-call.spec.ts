import { readdirSync } from 'node:fs';
import { parse } from 'node:path';
import { FIXTURES, readDocument } from '../../../../test/support/call-fixtures';
import { adaptedCall, withoutLosses } from '../../../../test/support/losses';
import { renderers } from '../exports/renderers';
import { asDocument, ExportedCall } from '../exports/transcript-renderer';
import { NewCall } from '../new-call';
import { adapterFor, adapters } from './adapters';

const FOLDER = 'rendered/one-call';
const call = readDocument(`${FOLDER}/call.json`) as ExportedCall;
const files = readdirSync(`${FIXTURES}/${FOLDER}`).filter((name) => name !== 'call.json');
const formatOf = (file: string) => parse(file).name;

/** What a format declares to lose, and keeps all the same. */
function keptThough({ losses }: { losses: readonly string[] }, adapted: NewCall): string[] {
  const kept = (loss: string) => JSON.stringify(withoutLosses(adapted, [loss])) !== JSON.stringify(adapted);
  return losses.filter(kept);
}

describe('one call, written in every format', () => {
  it('is there in each format that is read', () => {
    expect(files.map(formatOf).sort()).toEqual(adapters.map(({ format }) => format).sort());
  });

  it('has everything that any of them may lose', () => {
    const anything = adapters.flatMap(({ losses }) => losses);
    for (const loss of anything)
      expect([loss, withoutLosses(call, [loss])]).not.toEqual([loss, withoutLosses(call, [])]);
  });

  it.each(files)('is read from %s as the same call, but for exactly what the format declares to lose', (file) => {
    const document = readDocument(`${FOLDER}/${file}`);
    const adapter = adapterFor('auto', document);
    const adapted = adaptedCall(adapter.adapt(document, {}));
    expect(adapter.format).toBe(formatOf(file));
    expect(adapted).toEqual(withoutLosses(call, adapter.losses));
    expect(keptThough(adapter, adapted)).toEqual([]);
  });

  it.each(renderers)('is written as $format as it stands there', (renderer) => {
    const file = files.find((name) => formatOf(name) === renderer.format) ?? '';
    expect(asDocument(renderer.render(call), renderer)).toEqual(readDocument(`${FOLDER}/${file}`));
  });
});
