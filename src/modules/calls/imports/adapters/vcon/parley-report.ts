import { isObject } from '../../reading/document';

/** Who makes the analyses in which a vCon keeps what its dialog cannot hold. */
export const VENDOR = 'Parley';
/** What is known of the call, and of each utterance beside its text. */
export const REPORT_SCHEMA = 'parley-call-1';
/** Utterances without times: a dialog must tell when it began. */
export const UNTIMED_SCHEMA = 'parley-untimed-1';

/** Index of Parley's own analysis of that schema, undefined where there is none. */
export function ownAnalysis(analyses: readonly unknown[], schema: string): number | undefined {
  const index = analyses.findIndex(
    (entry) => isObject(entry) && entry['vendor'] === VENDOR && entry['schema'] === schema,
  );
  return index === -1 ? undefined : index;
}
