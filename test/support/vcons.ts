import { Adapted, DocumentFault, GivenRoles } from '../../src/modules/calls/imports/transcript-adapter';
import { vconAdapter } from '../../src/modules/calls/imports/adapters/vcon/vcon.adapter';

export type Json = Record<string, unknown>;

/** A dialog of type text. */
export const said = (changes: Json = {}): Json => ({
  type: 'text',
  start: '2026-03-01T09:30:00Z',
  duration: 1,
  parties: 0,
  mediatype: 'text/plain',
  encoding: 'none',
  body: 'Hello.',
  ...changes,
});
/** Maria, the agent; Bob, the customer; Eve. */
export const parties = [{ name: 'Maria', role: 'agent' }, { name: 'Bob', role: 'customer' }, { name: 'Eve' }];
/** Of one text, with these members changed. */
export const vcon = (changes: Json = {}): Json => ({
  ...{ vcon: '0.4.0', uuid: '0195508b-2a5c-8b8e-b468-6ebf2e2e8c14', created_at: '2026-03-02T00:00:00Z' },
  ...{ parties, dialog: [said()] },
  ...changes,
});
export const adapt = (document: unknown, roles: GivenRoles = {}): Adapted => vconAdapter.adapt(document, roles);
export const utterances = (document: unknown, roles: GivenRoles = {}) =>
  adapt(document, roles).call['utterances'] as Json[];
export const texts = (document: unknown) => utterances(document).map(({ text }) => text);

/** Place and message of the fault that the document has. */
export function faultOf(document: unknown, roles: GivenRoles = {}): [string, string] {
  try {
    adapt(document, roles);
  } catch (error) {
    if (error instanceof DocumentFault) return [error.place, error.message];
    throw error;
  }
  throw new Error('It was taken.');
}
