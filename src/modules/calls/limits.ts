/** Most utterances of one call. */
export const MAX_UTTERANCES_PER_CALL = 20_000;
/** Most characters of one call's utterances together; a day of uninterrupted speech has about 1.3 million. */
export const MAX_TRANSCRIPT_LENGTH = 2_000_000;
/** Most utterances of one delivery. */
export const MAX_UTTERANCES_PER_DELIVERY = 500;
/** Most characters of one utterance. */
export const MAX_TEXT_LENGTH = 20_000;
/** Most timed words of one utterance. */
export const MAX_WORDS = 5_000;
/** Most timed words of a call that is exported as one file; a day of uninterrupted speech has about 250,000. */
export const MAX_EXPORTED_WORDS = 500_000;
/** Most bytes of a document that is imported, and so of a call that is exported as one file. */
export const MAX_DOCUMENT_BYTES = 20_000_000;
/** Most characters of a timed word. */
export const MAX_WORD_LENGTH = 200;
/** Longest call, in ms: one day. Keeps every sum of a call's ms x ten-thousandths an exact integer. */
export const MAX_CALL_MS = 86_400_000;
export const MAX_SEQ = 1_000_000_000;
/** Latest version of a call that is asked for; a correction makes one. */
export const MAX_VERSION = 1_000_000_000;
export const MAX_TAGS = 50;
/** Most bytes of a call's metadata as JSON. */
export const MAX_METADATA_BYTES = 10_000;
/** Deepest nesting of a call's metadata. */
export const MAX_METADATA_DEPTH = 5;
/** Most calls of a bulk file; a short one with two utterances has about 400 bytes. */
export const MAX_BULK_ROWS = 5_000_000;
/** As many rejected rows of a bulk file are kept with their reasons; all are counted. */
export const MAX_KEPT_REJECTIONS = 100_000;
