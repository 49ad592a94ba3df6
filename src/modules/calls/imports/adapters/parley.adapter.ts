import { headFields } from '../../head-fields';
import { isObject, listAt, objectAt } from '../reading/document';
import { FieldTally } from '../reading/field-tally';
import { refuseUnfinished } from '../reading/refuse-unfinished';
import { refuseRoles } from '../reading/roles';
import { Adapted, TranscriptAdapter } from '../transcript-adapter';

const FIELDS = [...headFields, 'utterances'];
const MARKS = ['format', 'version', 'status'];

/** Parley's own shape: the body of POST /calls with its utterances. */
export const parleyAdapter: TranscriptAdapter = {
  format: 'parley',
  title: 'The body of POST /calls with utterances',
  fields: FIELDS.map((name) => ({ from: name, to: name })),
  losses: [],

  // AssemblyAI has utterances too, beside members that Parley never has.
  recognises: (document) =>
    isObject(document) &&
    Array.isArray(document['utterances']) &&
    !['audio_url', 'words', 'language_code'].some((name) => Object.hasOwn(document, name)),

  adapt(document, roles): Adapted {
    refuseRoles(roles);
    const source = objectAt(document, '');
    refuseUnfinished(source['status']);
    const utterances = listAt(source['utterances'], 'utterances');
    const tally = new FieldTally();
    for (const name of FIELDS) if (source[name] !== undefined && source[name] !== null) tally.map(name, name);
    tally.dropRest(source, [...FIELDS, ...MARKS], '', 'not a field of a call');
    const call = Object.fromEntries(
      FIELDS.filter((name) => (source[name] ?? null) !== null).map((name) => [name, source[name]]),
    );
    return {
      call,
      mapped: tally.mapped,
      dropped: tally.dropped,
      guessed: [],
      places: utterances.map((_, index) => `utterances.${index}`),
    };
  },
};
