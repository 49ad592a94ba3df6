import { Transform } from 'class-transformer';
import { IsUUID } from 'class-validator';

/** The job to follow, or to follow no longer. */
export class JobSubscriptionDto {
  /** In either case: Postgres answers ids in lower case. */
  @Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? value.toLowerCase() : value))
  @IsUUID()
  jobId!: string;
}
