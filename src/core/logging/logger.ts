import { Injectable, LoggerService } from '@nestjs/common';
import pino from 'pino';
import { Config } from '../config/config';
import { describeError } from './describe-error';
import { redact } from './redact';
import { currentContext } from './request-context';

type Fields = Record<string, unknown>;
type Level = 'debug' | 'info' | 'warn' | 'error';

/**
 * JSON lines on standard output. Every line carries the correlation id of the request that caused it. Also serves Nest
 * itself, whose own start-up chatter is kept to warnings.
 */
@Injectable()
export class Logger implements LoggerService {
  private readonly sink: pino.Logger;

  constructor(config: Config) {
    this.sink = pino({
      level: config.get('LOG_LEVEL'),
      base: { instance: config.get('INSTANCE_NAME'), role: config.get('PARLEY_ROLE') },
      messageKey: 'message',
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
    });
  }

  debug(message: string, fields?: Fields): void {
    this.write('debug', message, fields);
  }

  info(message: string, fields?: Fields): void {
    this.write('info', message, fields);
  }

  log(message: unknown): void {
    this.write('debug', String(message));
  }

  warn(message: string, fields?: Fields | string): void {
    this.write('warn', message, fields);
  }

  error(message: unknown, fields?: Fields | string): void {
    if (message instanceof Error) this.write('error', message.message, { error: message });
    else this.write('error', String(message), fields);
  }

  fatal(message: string, fields?: Fields): void {
    this.write('error', message, fields);
  }

  isEnabled(level: Level): boolean {
    return this.sink.isLevelEnabled(level);
  }

  private write(level: Level, message: string, fields?: Fields | string): void {
    if (!this.sink.isLevelEnabled(level)) return;
    const context = currentContext();
    const line: Fields = typeof fields === 'string' ? { context: fields } : { ...fields };
    if (context) line.correlationId ??= context.correlationId;
    if (context?.userId) line.userId ??= context.userId;
    if ('error' in line) line.error = describeError(line.error);
    this.sink[level](redact(line), message);
  }
}
