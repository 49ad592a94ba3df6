import { Controller, Get, Header, UseGuards } from '@nestjs/common';
import { ApiProduces, ApiTags } from '@nestjs/swagger';
import { Allow, Public } from '../access/decorators';
import { Unlimited } from '../access/limits/limited.decorator';
import { Operation } from '../http/operation.decorator';
import { MetricsGuard } from './metrics.guard';
import { Telemetry } from './telemetry';

const PROMETHEUS_TEXT = 'text/plain; version=0.0.4; charset=utf-8';

@ApiTags('health')
@Controller('metrics')
@Unlimited('Prometheus asks as often as it must')
export class MetricsController {
  constructor(private readonly telemetry: Telemetry) {}

  // Public to the global guard only: MetricsGuard takes METRICS_TOKEN or else asks for the permission.
  // The docs keep what the lower of the two says.
  @Get()
  @Public()
  @Allow('metrics.read')
  @UseGuards(MetricsGuard)
  @Header('Content-Type', PROMETHEUS_TEXT)
  @ApiProduces('text/plain')
  @Operation({
    summary: 'Numbers for Prometheus',
    description: 'With METRICS_TOKEN as Bearer token, or as anyone who holds the permission.',
    answer: { description: 'Prometheus text format.', schema: { type: 'string' } },
    errors: [],
  })
  read(): Promise<string> {
    return this.telemetry.render();
  }
}
