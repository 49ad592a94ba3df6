import { IsInt, IsOptional, IsUUID, Max, Min } from 'class-validator';
import { AppendUtterancesDto } from './utterance.dto';

export class SubscribeDto {
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
  @IsUUID()
  callId!: string;
}

export class SocketUtterancesDto extends AppendUtterancesDto {
  @IsUUID()
  callId!: string;
}
