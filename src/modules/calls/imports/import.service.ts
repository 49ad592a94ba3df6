import { Injectable } from '@nestjs/common';
import { AppError, FieldError } from '../../../core/errors/app-error';
import { ReceivedDocument } from '../../../core/http/document-body';
import { checkInput } from '../../../core/http/validation';
import { ImportErrors } from '../calls.errors';
import { CallsService } from '../calls.service';
import { CreateCallDto } from '../dto/create-call.dto';
import { NewCall, toNewCall } from '../new-call';
import { adapterFor } from './adapters';
import { ImportGates } from './import-gates';
import { ImportedDto, ImportQuery } from './import.dto';
import { placeInDocument } from './document-place';
import { documentDigest } from './repeats/document-digest';
import { Reimports } from './repeats/reimports';
import { Adapted, DocumentFault, GuessedField, TranscriptAdapter } from './transcript-adapter';

type Outcome = Pick<ImportedDto, 'call' | 'created' | 'utterances'>;

@Injectable()
export class ImportService {
  private readonly gates = new ImportGates();

  constructor(
    private readonly calls: CallsService,
    private readonly reimports: Reimports,
  ) {}

  /**
   * Imports one document as a completed call, or with `dryRun` answers what that would do. Throws import.unknown_format,
   * import.malformed, calls.external_id_taken, calls.utterance_conflict, calls.too_long, and unavailable when too many
   * imports are waiting.
   */
  import(document: ReceivedDocument, query: ImportQuery): Promise<ImportedDto> {
    return this.gates.run(document, () => this.importOne(document, query));
  }

  private async importOne(document: ReceivedDocument, query: ImportQuery): Promise<ImportedDto> {
    const { content } = document;
    const adapter = adapterFor(query.format, content);
    const adapted = adapt(adapter, content, query);
    const { call, mapped, dropped } = adapted;
    const told = overrides(query);
    const { known, guessed } = complete({ ...call, ...told }, content, adapted.guessed);
    const checked = await check(known, adapted);
    const isNamedByDigest = guessed.some(({ field }) => field === 'externalId');
    const reading = { adapter, roles: query, told, isNamedByDigest };
    const outcome = await this.reimports.settle(checked, reading, (known) =>
      query.dryRun ? this.rehearse(checked, known) : this.store(checked, adapter.format, document, known),
    );
    return { ...outcome, format: adapter.format, mapped, dropped, guessed };
  }

  private async rehearse(call: NewCall, known?: string): Promise<Outcome> {
    const utterances = known === undefined ? await this.calls.rehearse(call) : (call.utterances ?? []).length;
    return { call: null, created: false, utterances };
  }

  private async store(
    call: NewCall,
    format: string,
    { bytes, mediaType }: ReceivedDocument,
    known?: string,
  ): Promise<Outcome> {
    const stored =
      known === undefined
        ? await this.calls.create(call, format, { format, mediaType, content: bytes })
        : { call: await this.calls.get(known), created: false };
    return { ...stored, utterances: stored.call.lastPosition };
  }
}

function adapt(adapter: TranscriptAdapter, document: unknown, { agentChannel, agentSpeaker }: ImportQuery): Adapted {
  try {
    return adapter.adapt(document, { agentChannel, agentSpeaker });
  } catch (error) {
    if (error instanceof DocumentFault) throw malformed([{ field: error.place, message: error.message }]);
    throw error;
  }
}

function overrides(query: ImportQuery) {
  const { externalId, agentExternalId, agentName, customer, direction, startedAt, language } = query;
  const agent = agentExternalId === undefined ? undefined : { externalId: agentExternalId, name: agentName };
  const given = Object.entries({ externalId, agent, customer, direction, startedAt, language });
  return Object.fromEntries(given.filter(([, value]) => value !== undefined));
}

/** Fills in what nobody tells, and says so. The guessed start is left to the database's clock. */
function complete(
  call: Record<string, unknown>,
  document: unknown,
  guessedBefore: GuessedField[],
): { known: Record<string, unknown>; guessed: GuessedField[] } {
  const guessed = [...guessedBefore];
  const known = { ...call };
  if (known['startedAt'] === undefined) guessed.push({ field: 'startedAt', guess: 'the moment of the import' });
  if (known['externalId'] === undefined) {
    known['externalId'] = documentDigest(document);
    guessed.push({ field: 'externalId', guess: 'a digest of the document' });
  }
  return { known, guessed };
}

/** The same rules as for POST /calls; an error names the place in the document. */
async function check(call: Record<string, unknown>, adapted: Adapted): Promise<NewCall> {
  try {
    return toNewCall(await checkInput(CreateCallDto, call));
  } catch (error) {
    if (!(error instanceof AppError) || error.errors === undefined) throw error;
    throw malformed(error.errors.map((one) => ({ ...one, field: placeInDocument(one.field, adapted) })));
  }
}

function malformed(errors: FieldError[]): AppError {
  const [first] = errors;
  return ImportErrors.malformed.with(
    `${first?.field || 'The document'} ${first?.message ?? 'cannot be read'}; nothing was stored.`,
    { errors },
  );
}
