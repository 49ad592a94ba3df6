/** Consecutive rows of a file as they stand there, on their way to a thread. */
export interface RawBatch {
  /** The bytes of all of them, one behind the other. */
  bytes: Uint8Array;
  /** Where each ends in `bytes`. */
  ends: Uint32Array;
  /** The line of each in the file, or its place in the array, from 1. */
  lines: Uint32Array;
}

/** A row that is not stored, and why. */
export interface Rejection {
  line: number;
  externalId: string | null;
  code: string;
  reason: string;
}

/** What the stored calls are asked about before a call is stored. */
export interface PreparedHead {
  id: string;
  line: number;
  externalId: string;
  /** SHA-256 in hex. */
  contentDigest: string;
  agent: { externalId: string; name?: string } | null;
}

/** Rows of a file, ready to be stored. */
export interface PreparedBatch {
  heads: PreparedHead[];
  /** A JSON list with the columns of each call. */
  calls: Uint8Array;
  /** The utterances of all calls as COPY takes them. */
  utterances: Uint8Array;
  /** Where those of each call end in `utterances`. */
  ends: Uint32Array;
  /** The figures of each call as `CallFiguresService.storeRows` takes them. */
  figures: Uint8Array;
  rejections: Rejection[];
}
