import { INestApplication } from '@nestjs/common';
import { RedisProbe } from './redis-probe';

/** What works, but not as well as it should: one sentence each. */
export function startWarnings(app: INestApplication, separateOwner: boolean): string[] {
  const redis = app.get(RedisProbe);
  const warnings: string[] = [];
  if (!separateOwner) {
    warnings.push(
      'the login of DATABASE_URL owns the schema, so the application could alter the audit trail: set DATABASE_MIGRATION_URL.',
    );
  }
  if (!redis.state.up) {
    warnings.push(`Redis does not answer (${redis.state.error}): degraded until it does; check REDIS_URL.`);
  }
  const policy = redis.facts?.evictionPolicy ?? 'noeviction';
  if (policy !== 'noeviction' && policy !== 'unknown') {
    warnings.push(`Redis drops data when its memory is full (${policy}): set maxmemory-policy to noeviction.`);
  }
  return warnings;
}
