import { isDeepStrictEqual } from 'node:util';
import { invalid } from '../../../core/errors/field-errors';
import { CallDetails, CorrectableField, correctableFields } from '../entities/call-version.entity';

/** New values of details; what is left out stays, and a null customer is none. */
export type DetailsGiven = Partial<CallDetails>;

/** Throws request.invalid when nothing is given. */
export function refuseNothing(given: DetailsGiven): void {
  if (correctableFields.some((field) => given[field] !== undefined)) return;
  throw invalid(correctableFields.map((field) => ({ field, message: 'must be given, or one of the others' })));
}

/** The old and the new values of the details that would really change; undefined when none would. */
export function planDetails(
  present: CallDetails,
  given: DetailsGiven,
): { fields: CorrectableField[]; before: Partial<CallDetails>; after: CallDetails } | undefined {
  const fields = correctableFields.filter(
    (field) => given[field] !== undefined && !isDeepStrictEqual(asStored(given[field]), present[field]),
  );
  if (fields.length === 0) return undefined;
  const pick = (from: DetailsGiven) => Object.fromEntries(fields.map((field) => [field, from[field]]));
  return {
    fields,
    before: pick(present),
    after: { tags: present.tags, customer: present.customer, metadata: present.metadata, ...pick(given) },
  };
}

/** What JSON keeps of a value: no prototypes, no negative zero. */
function asStored(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}
