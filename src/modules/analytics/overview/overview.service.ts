import { Injectable } from '@nestjs/common';
import { recalculate } from '../analytics.jobs';
import { CappedCountDto, IngestRateDto, LastRecalculationDto, OverviewDto } from './overview.dto';
import {
  ARRIVALS_UP_TO,
  ArrivalsRow,
  COUNTED_UP_TO,
  OverviewRepository,
  RecalculationRow,
  VolumeRow,
} from './overview.repository';

const WINDOWS_MINUTES = [15, 60, 24 * 60];

/** Tells whoever runs the installation how much there is, and whether the numbers agree. */
@Injectable()
export class OverviewService {
  constructor(private readonly overview: OverviewRepository) {}

  async read(): Promise<OverviewDto> {
    const [volumes, tables, databaseBytes, arrivals, recalculation] = await Promise.all([
      this.overview.volumes(),
      this.overview.tables(),
      this.overview.databaseBytes(),
      this.overview.arrivals(WINDOWS_MINUTES),
      this.overview.lastRecalculation(recalculate.type),
    ]);
    const [last15Minutes, lastHour, lastDay] = arrivals.map(toRate) as [IngestRateDto, IngestRateDto, IngestRateDto];
    return {
      volumes: toVolumes(volumes),
      storage: { databaseBytes, tables },
      ingest: { last15Minutes, lastHour, lastDay },
      lastRecalculation: recalculation === undefined ? null : toLastRecalculation(recalculation),
    };
  }
}

function toVolumes({ completed, live, utterances, agents }: VolumeRow): OverviewDto['volumes'] {
  return {
    completedCalls: completed,
    liveCalls: capped(live),
    utterancesEstimate: utterances < 0 ? null : Math.round(utterances),
    agents: capped(agents),
  };
}

function capped(count: number): CappedCountDto {
  return { count: Math.min(count, COUNTED_UP_TO), isCapped: count > COUNTED_UP_TO };
}

/** Where not all are counted, those that are tell the rate of the time that they took. */
export function toRate({ minutes, calls, countedMinutes }: ArrivalsRow): IngestRateDto {
  const isCapped = calls >= ARRIVALS_UP_TO;
  const over = isCapped && countedMinutes !== null && countedMinutes > 0 ? countedMinutes : minutes;
  return { calls, perMinute: Number((calls / over).toFixed(2)), isCapped };
}

function toLastRecalculation({ id, finishedAt, result }: RecalculationRow): LastRecalculationDto {
  const { daysChecked, drift, keysHealed } = result;
  return { jobId: id, finishedAt: finishedAt.toISOString(), daysChecked, keysDiffering: drift.keys, keysHealed };
}
