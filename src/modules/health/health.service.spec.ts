import { HealthCheckResult } from '@nestjs/terminus';
import { toHealthDto } from './health.service';

const result = (details: HealthCheckResult['details']): HealthCheckResult => ({ status: 'ok', details });

describe('toHealthDto', () => {
  it('is ok when nothing is wrong', () => {
    expect(toHealthDto(result({ postgres: { status: 'up' } }))).toEqual({ status: 'ok', degraded: [], reasons: [] });
  });

  it('names what is degraded', () => {
    const details = { postgres: { status: 'up' }, redis: { status: 'up', degraded: true } } as const;
    expect(toHealthDto(result(details))).toEqual({ status: 'degraded', degraded: ['redis'], reasons: [] });
  });

  it('is unready whatever else is degraded, and passes nothing on but names', () => {
    const details = {
      postgres: { status: 'down', message: 'secret' },
      redis: { status: 'up', degraded: true },
    } as const;
    expect(toHealthDto(result(details))).toEqual({ status: 'unready', degraded: ['redis'], reasons: ['postgres'] });
  });
});
