import { firstEndingAfter, Interval } from './intervals';
import { pieces, Stretch } from './speech';

/** So many utterances are named for one stretch of a call; a long turn may have hundreds. */
export const MAX_SOURCES = 20;

interface Piece extends Interval {
  seq: number;
}

/** Tells whose speech lies in a stretch of a call. */
export class Sources {
  /** In order of begin and of end: what lies within another piece is left out. */
  private readonly pieces: Piece[] = [];

  constructor(stretches: readonly Stretch[]) {
    const all = stretches.flatMap(({ utterances }) =>
      utterances.flatMap((utterance) =>
        pieces(utterance).map(({ startMs, endMs }) => ({ startMs, endMs, seq: utterance.seq })),
      ),
    );
    all.sort((a, b) => a.startMs - b.startMs || b.endMs - a.endMs || a.seq - b.seq);
    let endMs = 0;
    for (const piece of all) {
      if (piece.endMs <= endMs) continue;
      this.pieces.push(piece);
      endMs = piece.endMs;
    }
  }

  /** The first 20 utterances, by time, that are spoken in the interval, by `seq`. */
  in({ startMs, endMs }: Interval): number[] {
    const seqs = new Set<number>();
    for (let i = firstEndingAfter(this.pieces, startMs); i < this.pieces.length && seqs.size < MAX_SOURCES; i++) {
      const piece = this.pieces[i] as Piece;
      if (piece.startMs >= endMs) break;
      seqs.add(piece.seq);
    }
    return [...seqs];
  }
}
