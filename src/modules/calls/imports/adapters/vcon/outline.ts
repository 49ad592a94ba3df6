import { JsonObject } from '../../reading/document';
import { FieldTally } from '../../reading/field-tally';
import { Parties } from './parties';

/** The outline of a vCon. */
export interface Outline {
  source: JsonObject;
  parties: Parties;
  analyses: unknown[];
  tally: FieldTally;
}
