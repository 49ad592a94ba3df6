import { ArgumentsHost, Catch, ExceptionFilter } from '@nestjs/common';

/** Hands the errors of gateway handlers on to the EventDispatcher, where Nest's own filter would answer `exception`. */
@Catch()
export class RethrowFilter implements ExceptionFilter {
  catch(error: unknown, _host: ArgumentsHost): never {
    throw error;
  }
}
