/** One wrong field of the input: `field` is its path, e.g. `utterances.3.startMs`. */
export interface FieldError {
  field: string;
  message: string;
}

/** What is known of an error before it happens; declared once beside the feature that raises it. */
export interface ErrorDefinition {
  /** Stable, dotted, machine-readable: `calls.not_found`. */
  code: string;
  /** HTTP status. */
  status: number;
  /** Short sentence that is the same for every occurrence. */
  title: string;
  /** How loudly it is logged. Default: info below 500, error from 500 on. */
  level?: 'debug' | 'info' | 'warn' | 'error';
}

/** What is told of the limit that was reached. */
export interface ReachedLimit {
  /** Requests that pass at once. */
  limit: number;
  remaining: number;
  /** Seconds until all of them pass again. */
  reset: number;
}

interface Occurrence {
  errors?: FieldError[];
  /** Seconds after which a retry makes sense; becomes the Retry-After header. */
  retryAfterSeconds?: number;
  /** Becomes the RateLimit-* headers. */
  limit?: ReachedLimit;
  cause?: unknown;
}

/** An error that a client may see: `message` is the detail of this occurrence and must hold no secret. */
export class AppError extends Error {
  readonly errors?: FieldError[];
  readonly retryAfterSeconds?: number;
  readonly limit?: ReachedLimit;

  constructor(
    readonly type: ErrorType,
    detail: string,
    occurrence: Occurrence = {},
  ) {
    super(detail, { cause: occurrence.cause });
    this.errors = occurrence.errors;
    this.retryAfterSeconds = occurrence.retryAfterSeconds;
    this.limit = occurrence.limit;
  }
}

/** A declared kind of error; `.with()` makes one occurrence to throw. */
export class ErrorType {
  readonly code: string;
  readonly status: number;
  readonly title: string;
  readonly level: 'debug' | 'info' | 'warn' | 'error';

  constructor(definition: ErrorDefinition) {
    this.code = definition.code;
    this.status = definition.status;
    this.title = definition.title;
    this.level = definition.level ?? (definition.status >= 500 ? 'error' : 'info');
  }

  /** @param detail one sentence about this occurrence; the title when left out */
  with(detail: string = this.title, occurrence: Occurrence = {}): AppError {
    return new AppError(this, detail, occurrence);
  }
}

const declared = new Map<string, ErrorType>();

/** Declares an error. Throws when the code is declared twice: a code means one thing. */
export function defineError(definition: ErrorDefinition): ErrorType {
  if (declared.has(definition.code)) throw new Error(`The error code ${definition.code} is declared twice.`);
  const type = new ErrorType(definition);
  declared.set(type.code, type);
  return type;
}

/** Every error declared so far, by code. */
export function declaredErrors(): ErrorType[] {
  return [...declared.values()].sort((a, b) => a.code.localeCompare(b.code));
}
