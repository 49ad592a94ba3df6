const MAX_LENGTH = 64;
/** `Area/Place`, UTC or GMT. Short names such as CET and EST are left out: Postgres takes them for fixed offsets, others do not. */
const ZONE_NAME = /^(?:UTC|GMT|[A-Za-z][A-Za-z_]*(?:\/[A-Za-z0-9][A-Za-z0-9_+-]*){1,2})$/;

/** Whether it names a time zone of the IANA database that everybody understands alike. */
export function isTimeZone(value: unknown): value is string {
  return typeof value === 'string' && value.length <= MAX_LENGTH && ZONE_NAME.test(value) && known(value) !== undefined;
}

/** Whether two names mean one zone, such as Asia/Kathmandu and Asia/Katmandu. */
export function isSameTimeZone(one: string, other: string): boolean {
  return one === other || (known(one) ?? one) === (known(other) ?? other);
}

function known(timeZone: string): string | undefined {
  try {
    return new Intl.DateTimeFormat('en', { timeZone }).resolvedOptions().timeZone;
  } catch {
    return undefined;
  }
}
