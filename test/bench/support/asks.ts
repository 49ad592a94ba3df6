/** What a process of a bench can be asked for by the one that started it, by name. */
export type Answers = Record<string, (payload: never) => unknown>;

export interface Ask {
  id: number;
  what: string;
  payload: unknown;
}

export type Told = { ready: true } | { id: number; answer: unknown } | { id: number; failure: string };

/** Serves asks over IPC and says that it is ready; the process ends with the one that started it. */
export function answerAsks(answers: Answers): void {
  process.on('disconnect', () => process.exit());
  process.on('message', ({ id, what, payload }: Ask) => {
    Promise.resolve()
      .then(() => answerOf(answers, what)(payload as never))
      .then(
        (answer) => tell({ id, answer }),
        (error: unknown) =>
          tell({ id, failure: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
      );
  });
  tell({ ready: true });
}

/** Microseconds of processor time that this process has used, in all its threads. */
export function cpuMicroseconds(): number {
  const { user, system } = process.cpuUsage();
  return user + system;
}

function answerOf(answers: Answers, what: string): (payload: never) => unknown {
  const answer = answers[what];
  if (answer === undefined) throw new Error(`This process cannot be asked for "${what}".`);
  return answer;
}

function tell(message: Told): void {
  process.send?.(message);
}
