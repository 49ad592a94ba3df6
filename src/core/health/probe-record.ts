/** What one background probe knows of its dependency. */
export interface ProbeState {
  /** Falls after the third failure in a row, rises with the first success. */
  up: boolean;
  /** Whether any probe has ended yet, and whether any has succeeded. */
  attempted: boolean;
  everUp: boolean;
  failuresInARow: number;
  /** Of the last success. */
  latencyMs: number | null;
  checkedAt: Date | null;
  /** Of the last probe, when it failed; for admins only. */
  error: string | null;
}

const FAILURES_UNTIL_DOWN = 3;

const UNKNOWN: ProbeState = {
  up: false,
  attempted: false,
  everUp: false,
  failuresInARow: 0,
  latencyMs: null,
  checkedAt: null,
  error: null,
};

/** Turns the outcomes of single probes into a state that does not flap. */
export class ProbeRecord {
  private current = UNKNOWN;

  get state(): ProbeState {
    return this.current;
  }

  succeeded(latencyMs: number): void {
    this.current = {
      ...UNKNOWN,
      up: true,
      attempted: true,
      everUp: true,
      latencyMs: Math.round(latencyMs * 10) / 10,
      checkedAt: new Date(),
    };
  }

  failed(error: string): void {
    const failuresInARow = this.current.failuresInARow + 1;
    this.current = {
      ...this.current,
      up: this.current.up && failuresInARow < FAILURES_UNTIL_DOWN,
      attempted: true,
      failuresInARow,
      checkedAt: new Date(),
      error,
    };
  }
}
