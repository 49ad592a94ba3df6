import { Transform } from 'class-transformer';
import { IsInt, IsOptional, IsUUID, Max, Min } from 'class-validator';
import { AppendUtterancesDto } from './utterance.dto';

/** Postgres answers ids in lower case, so rooms are named so. */
const LowerCase = () =>
  Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? value.toLowerCase() : value));

export class SubscribeDto {
  @LowerCase()
  @IsUUID()
  callId!: string;

  /** The last position the client holds; 0 or left out: all points are answered. */
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(1_000_000_000)
  after?: number;

  /** The epoch the client's points are of. */
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(1_000_000_000)
  epoch?: number;
}

export class UnsubscribeDto {
  @LowerCase()
  @IsUUID()
  callId!: string;
}

export class SocketUtterancesDto extends AppendUtterancesDto {
  @LowerCase()
  @IsUUID()
  callId!: string;
}
