/** Fails a job for good: it is not tried again. `code` is dotted and stable; the message is shown to its owner. */
export class PermanentJobError extends Error {
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

/** This run no longer holds its job: it was cancelled, or another worker has it. Whatever it does now is void. */
export class JobLost extends Error {
  constructor() {
    super('The job is no longer run here.');
  }
}
