import { Injectable } from '@nestjs/common';
import { Config } from '../../../core/config/config';
import { invalid } from '../../../core/errors/field-errors';
import { AgentsService } from '../../agents/agents.service';
import { AnalyticsRepository } from '../analytics.repository';
import { AnalyticsQuery, isDay, WindowQuery } from '../dto/analytics-queries.dto';
import { Filters } from '../question/question';
import { dayAfter, daysBetween } from './periods';
import { Bound, Window } from './window.query';

/** No agent has it. */
const NOBODY = '00000000-0000-0000-0000-000000000000';

/** Makes filters of what a request asks for; the days are those of Postgres's clock and time zones. */
@Injectable()
export class WindowsService {
  constructor(
    private readonly analytics: AnalyticsRepository,
    private readonly agents: AgentsService,
    private readonly config: Config,
  ) {}

  /** Throws request.invalid. */
  async filters(query: AnalyticsQuery): Promise<Filters> {
    const { tag, direction, status, agent } = query;
    const agentId = agent === undefined ? undefined : ((await this.agents.find(agent))?.id ?? NOBODY);
    return { ...(await this.window(query)), tag, direction, status, agentId };
  }

  /** Throws request.invalid. */
  async window({ from, to, timezone = this.config.get('PARLEY_TIMEZONE') }: WindowQuery): Promise<Filters> {
    const window = await this.analytics.window(boundOf(from), boundOf(to), timezone);
    if (window.from >= window.to) {
      const [field, message] = to === undefined ? ['from', 'must not lie after today'] : ['to', 'must lie after from'];
      throw invalid([{ field, message }]);
    }
    return { ...window, timezone };
  }

  /** The same calls of the time before: as many days when the window is made of whole days, else as many milliseconds. */
  async previous(filters: Filters): Promise<Filters> {
    return { ...filters, ...(await this.windowBefore(filters)) };
  }

  /** The days in which the window begins and ends, `2026-03-01`. */
  async days(filters: Filters): Promise<{ firstDay: string; lastDay: string }> {
    const last = { ...filters, to: new Date(filters.to.getTime() - 1) };
    const { firstDay, endDay: lastDay } = await this.analytics.calendar(last);
    return { firstDay, lastDay };
  }

  private async windowBefore(filters: Filters): Promise<Window> {
    const { from, to, timezone } = filters;
    const { firstDay, endDay, wholeDays } = await this.analytics.calendar(filters);
    if (!wholeDays) return { from: new Date(2 * from.getTime() - to.getTime()), to: from };
    const day = dayAfter(firstDay, -daysBetween(firstDay, endDay));
    return { ...(await this.analytics.window({ day }, { at: from }, timezone)), to: from };
  }
}

function boundOf(text: string | undefined): Bound {
  if (text === undefined) return undefined;
  return isDay(text) ? { day: text } : { at: new Date(text) };
}
