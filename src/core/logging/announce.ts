import { Config } from '../config/config';
import { BannerFacts, renderAdminPassword, renderBanner } from './banner';
import { Logger } from './logger';

/** What a start has to tell once it is done. */
export interface Announcement extends BannerFacts {
  /** Of the user `admin`, when it was made and generated just now. */
  adminPassword?: string;
}

/**
 * Tells people on the terminal, or in production the log, that the server is up. A generated password never enters the
 * log: in production it goes to standard error.
 */
export function announce({ adminPassword, ...facts }: Announcement, config: Config, logger: Logger): void {
  if (config.isProduction) {
    logger.info('listening', { ...facts });
    if (adminPassword !== undefined) process.stderr.write(renderAdminPassword(adminPassword));
    return;
  }
  process.stdout.write(renderBanner(facts) + (adminPassword === undefined ? '' : renderAdminPassword(adminPassword)));
}
