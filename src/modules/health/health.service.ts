import { HttpException, Injectable } from '@nestjs/common';
import { HealthCheckResult, HealthCheckService, HealthIndicatorFunction } from '@nestjs/terminus';
import { Config } from '../../core/config/config';
import { buildInfo } from '../../core/health/build-info';
import { HealthIndicators } from '../../core/health/health-indicators';
import { HealthDetailsDto } from './dto/health-details.dto';
import { HealthDto } from './dto/health.dto';
import { RootDto } from './dto/root.dto';
import { HealthDetailsService } from './health-details.service';

/** The health answers: what the indicators say, in three words. */
@Injectable()
export class HealthService {
  constructor(
    private readonly checks: HealthCheckService,
    private readonly indicators: HealthIndicators,
    private readonly facts: HealthDetailsService,
    private readonly config: Config,
  ) {}

  live(): Promise<HealthDto> {
    return this.summarise(this.indicators.live);
  }

  startup(): Promise<HealthDto> {
    return this.summarise(this.indicators.startup);
  }

  ready(): Promise<HealthDto> {
    return this.summarise(this.indicators.ready);
  }

  async details(): Promise<HealthDetailsDto> {
    return this.facts.of(await this.ready());
  }

  root(): RootDto {
    const api = this.config.get('PARLEY_ROLE') !== 'worker';
    return {
      name: buildInfo.name,
      version: buildInfo.version,
      links: {
        ...(api ? { api: '/api/v1' } : {}),
        ...(api && this.config.docsEnabled ? { docs: '/docs', openapi: '/docs/openapi.json' } : {}),
        health: '/health',
        metrics: '/metrics',
      },
    };
  }

  private async summarise(indicators: HealthIndicatorFunction[]): Promise<HealthDto> {
    return toHealthDto(await this.outcome(indicators));
  }

  /** Terminus throws its result when something is down; for us that is an answer like any other. */
  private async outcome(indicators: HealthIndicatorFunction[]): Promise<HealthCheckResult> {
    try {
      return await this.checks.check(indicators);
    } catch (error) {
      if (error instanceof HttpException) return error.getResponse() as HealthCheckResult;
      throw error;
    }
  }
}

/** The indicators' keys, sorted into what is degraded and why the process is unready. */
export function toHealthDto({ details }: HealthCheckResult): HealthDto {
  const entries = Object.entries(details);
  const reasons = entries.filter(([, { status }]) => status === 'down').map(([key]) => key);
  const degraded = entries.filter(([, result]) => result.degraded === true).map(([key]) => key);
  return { status: reasons.length > 0 ? 'unready' : degraded.length > 0 ? 'degraded' : 'ok', degraded, reasons };
}
