import { CronExpressionParser } from 'cron-parser';

/** Numbers, names of months and days, and `* , - /`: what goes beyond means something else to each program. */
const FIVE_FIELDS = /^([\d*,/-]|JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC|SUN|MON|TUE|WED|THU|FRI|SAT)+$/i;

/** A cron expression of five fields, read in UTC. Its ticks are whole minutes. */
export class Cron {
  private constructor(
    /** With one space between the fields. */
    readonly expression: string,
  ) {}

  /** Throws an Error that says what is wrong, or that it never comes to pass. */
  static parse(text: string): Cron {
    const fields = text.trim().split(/\s+/);
    if (fields.length !== 5) throw new Error(`${fields.length} fields instead of five`);
    const strange = fields.find((field) => !FIVE_FIELDS.test(field));
    if (strange !== undefined) throw new Error(`${strange} is not understood`);
    const cron = new Cron(fields.join(' '));
    cron.after(new Date());
    return cron;
  }

  /** The first tick after the given time. */
  after(time: Date): Date {
    return this.from(time).next().toDate();
  }

  /** The last tick that is not after the given time. */
  lastUpTo(time: Date): Date {
    return this.from(new Date(time.getTime() + 1))
      .prev()
      .toDate();
  }

  private from(time: Date) {
    return CronExpressionParser.parse(this.expression, { tz: 'UTC', currentDate: time });
  }
}
