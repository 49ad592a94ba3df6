interface Step {
  name: string;
  run: () => Promise<void>;
}

interface ShutdownOptions {
  /** After this time the process ends in any case. */
  timeoutMs: number;
  /** Told what goes wrong while stopping. */
  report: (message: string, error?: unknown) => void;
  exit: (code: number) => void;
}

/** What a shell expects of a process that was ended from the keyboard. */
const INTERRUPTED = 130;

/**
 * Ends the process in order: what was started last is stopped first, so the embedded servers go when nobody uses them any
 * more. A second call does not wait: exit handlers still tell the embedded servers to stop.
 */
export class Shutdown {
  private readonly steps: Step[] = [];
  private begun = false;

  constructor(private readonly options: ShutdownOptions) {}

  get hasBegun(): boolean {
    return this.begun;
  }

  /** Registers what undoes something that was just started. */
  add(name: string, run: () => Promise<void>): void {
    this.steps.push({ name, run });
  }

  /** SIGTERM, SIGINT and the end of the terminal stop the process in order; a second one stops it at once. */
  listen(): void {
    for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
      process.on(signal, () => (this.begun ? this.options.exit(INTERRUPTED) : void this.begin(0)));
    }
  }

  /** Runs the steps and exits with the code; does nothing when it has begun already. */
  async begin(code: number): Promise<void> {
    if (this.begun) return;
    this.begun = true;
    const { timeoutMs, report, exit } = this.options;
    const timer = setTimeout(() => {
      report(`Stopping took longer than ${timeoutMs} ms: ending now.`);
      exit(1);
    }, timeoutMs);
    await this.undo();
    clearTimeout(timer);
    exit(code);
  }

  private async undo(): Promise<void> {
    for (let step = this.steps.pop(); step !== undefined; step = this.steps.pop()) {
      try {
        await step.run();
      } catch (error) {
        this.options.report(`Stopping ${step.name} failed.`, error);
      }
    }
  }
}
