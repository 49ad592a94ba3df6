import { defineError } from '../../core/errors/app-error';

export const CallErrors = {
  notFound: defineError({ code: 'calls.not_found', status: 404, title: 'There is no such call' }),
  externalIdTaken: defineError({
    code: 'calls.external_id_taken',
    status: 409,
    title: 'Another call with other content has this externalId',
  }),
  completed: defineError({
    code: 'calls.completed',
    status: 409,
    title: 'The call is completed and takes no more utterances',
  }),
  live: defineError({
    code: 'calls.live',
    status: 409,
    title: 'The call is live: figures appear when the call completes',
  }),
  utteranceConflict: defineError({
    code: 'calls.utterance_conflict',
    status: 409,
    title: 'An utterance with this seq and other content is stored',
  }),
  tooLong: defineError({
    code: 'calls.too_long',
    status: 422,
    title: 'This is more than one call may hold',
  }),
};

/** Throws calls.not_found when there is no row. */
export function foundCall<T>(row: T | undefined, callId: string): T {
  if (row === undefined) throw CallErrors.notFound.with(`There is no call ${callId}.`);
  return row;
}

export const ImportErrors = {
  unknownFormat: defineError({
    code: 'import.unknown_format',
    status: 422,
    title: 'No importer recognises this document',
  }),
  malformed: defineError({ code: 'import.malformed', status: 422, title: 'The document cannot be imported' }),
  noDocument: defineError({ code: 'import.no_document', status: 404, title: 'The call was not imported' }),
};

export const ExportErrors = {
  notRepresentable: defineError({
    code: 'export.not_representable',
    status: 422,
    title: 'The format cannot hold this call',
  }),
  tooLong: defineError({ code: 'export.too_long', status: 422, title: 'The call is too long for one file' }),
};
