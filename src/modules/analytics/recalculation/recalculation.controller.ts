import { Body, Controller, Get, Post, Query, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Response } from 'express';
import { Allow, Caller } from '../../../core/access/decorators';
import { Principal } from '../../../core/access/principal';
import { Idempotent } from '../../../core/http/idempotency/idempotent.decorator';
import { Operation } from '../../../core/http/operation.decorator';
import { JobDto } from '../../../core/queues/job.dto';
import { ReconcileQuery, ReconciliationDto } from './reconcile.dto';
import { ReconcileService } from './reconcile.service';
import { RecalculatePayload } from './recalculation.dto';
import { RecalculationErrors } from './recalculation.errors';
import { MOST_UNFINISHED, RecalculationOrders } from './recalculation-orders';

@ApiTags('analytics')
@Controller('analytics')
export class RecalculationController {
  constructor(
    private readonly orders: RecalculationOrders,
    private readonly reconciliation: ReconcileService,
  ) {}

  @Post('recalculate')
  @Allow('analytics.admin')
  @Idempotent()
  @Operation({
    summary: 'Recalculate the numbers',
    description:
      'Orders a job that measures completed calls which have no figures or those of older formulas (with `transcripts` all ' +
      'of them), then compares the rollups with the calls, day by day. Its `result` names what differed (`drift`, which must ' +
      'be nothing), and all of that is right again. Without a window it looks at everything. The same runs every night. ' +
      `Calls can be stored meanwhile. At most ${MOST_UNFINISHED} of yours can wait or run at a time.`,
    status: 202,
    ok: JobDto,
    answer: {
      headers: { Location: { description: 'Where the job is.', schema: { type: 'string', format: 'uri-reference' } } },
    },
    errors: [RecalculationErrors.tooMany],
  })
  async recalculate(
    @Body() body: RecalculatePayload,
    @Caller() caller: Principal,
    @Res({ passthrough: true }) response: Response,
  ): Promise<JobDto> {
    return answerAccepted(response, await this.orders.order(body, caller));
  }

  @Get('reconcile')
  @Allow('analytics.admin')
  @Operation({
    summary: 'Compare rollups with calls',
    description:
      'Adds up the figures of the calls of some days and compares them with the stored sums, every column of both rollups as ' +
      'of one moment. Nothing is changed: `POST /analytics/recalculate` heals. At most 92 days; the last 30 when nothing is said.',
    ok: ReconciliationDto,
    errors: [],
  })
  reconcile(@Query() query: ReconcileQuery): Promise<ReconciliationDto> {
    return this.reconciliation.reconcile(query);
  }
}

function answerAccepted(response: Response, job: JobDto): JobDto {
  response.location(`/api/v1/jobs/${job.id}`);
  return job;
}
