import { Logger } from '../logging/logger';
import { Telemetry } from '../telemetry/telemetry';
import { Shutdown } from './shutdown';

/** Catches what nobody caught: a failed promise is logged and counted, a thrown error ends the process in order. */
export class StrayErrors {
  private telemetry?: Telemetry;

  constructor(
    private readonly logger: Logger,
    private readonly shutdown: Shutdown,
  ) {}

  listen(): void {
    process.on('unhandledRejection', (error) => {
      this.telemetry?.unhandledRejections.inc();
      this.logger.error('a promise failed with nobody listening', { error });
    });
    process.on('uncaughtException', (error) => {
      this.logger.error('an error was thrown with nobody catching: stopping', { error });
      void this.shutdown.begin(1);
    });
  }

  /** Counting begins when there is something to count with. */
  countWith(telemetry: Telemetry): void {
    this.telemetry = telemetry;
  }
}
