import { Injectable } from '@nestjs/common';
import { Config } from '../../../core/config/config';
import { Database } from '../../../core/database/database';

export const windows = ['today', '30d'] as const;
export type WindowName = (typeof windows)[number];

export interface GaugeWindow {
  name: WindowName;
  from: Date;
  to: Date;
  timezone: string;
}

/** Tells which days are meant, by the database's clock. */
@Injectable()
export class GaugeWindowsRepository {
  private readonly timezone: string;

  constructor(
    private readonly database: Database,
    config: Config,
  ) {
    this.timezone = config.get('PARLEY_TIMEZONE');
  }

  async read(): Promise<GaugeWindow[]> {
    const [row] = await this.database.query<Record<'first' | 'today' | 'tomorrow', Date>>(
      `SELECT (day - interval '29 days') AT TIME ZONE $1 AS first, day AT TIME ZONE $1 AS today,
         (day + interval '1 day') AT TIME ZONE $1 AS tomorrow
       FROM (SELECT date_trunc('day', now() AT TIME ZONE $1) AS day) AS d`,
      [this.timezone],
      'analytics.gauge_windows',
    );
    if (row === undefined) throw new Error('Nothing was told.');
    const { first, today, tomorrow } = row;
    return windows.map((name) => {
      return { name, from: name === 'today' ? today : first, to: tomorrow, timezone: this.timezone };
    });
  }
}
