import { makeCall, toCallRow } from '../../src/modules/calls/call-making';
import { toConversation } from '../../src/modules/calls/figures/conversation';
import { adapterFor } from '../../src/modules/calls/imports/adapters';
import { LexiconAnalyzer } from '../../src/modules/calls/sentiment/lexicon-analyzer';
import { Conversation } from '../../src/modules/metrics/figures/conversation';
import { expectedImports, readDocument } from './call-fixtures';
import { adaptedCall } from './losses';

const analyzer = new LexiconAnalyzer();

/** Every real call of the fixtures, read, scored and placed as an import does. */
export function importedConversations(): Promise<{ document: string; conversation: Conversation }[]> {
  return Promise.all(
    expectedImports().map(async ({ document, format, roles }) => {
      const source = readDocument(document);
      const made = await makeCall(analyzer, adaptedCall(adapterFor(format, source).adapt(source, roles)));
      return { document, conversation: toConversation(toCallRow(made, format, null), made.prepared) };
    }),
  );
}
