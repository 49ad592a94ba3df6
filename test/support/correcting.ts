import { PageOf } from '../../src/core/database/paging';
import { CallVersionDto, VersionContentDto } from '../../src/modules/calls/corrections/dto/call-version.dto';
import { CallDto } from '../../src/modules/calls/dto/call.dto';
import { SentimentPointDto, StreamSnapshotDto, TranscriptDto } from '../../src/modules/calls/dto/transcript.dto';
import { Answer, expectStatus, RestClient } from './rest-client';
import { utterances } from './samples';

export const startedAt = '2026-03-01T09:30:00.000Z';

/** Makes, reads and corrects calls; what corrects answers whatever it is answered. */
export class Corrector {
  constructor(readonly rest: RestClient) {}

  async create(body: object = { startedAt }): Promise<CallDto> {
    return expectStatus(await this.rest.post<CallDto>('/calls', body), 201);
  }

  /** A completed call of six utterances, unless told otherwise. */
  completed(body: object = {}): Promise<CallDto> {
    return this.create({ startedAt, utterances: utterances(1, 6), ...body });
  }

  async append(id: string, first: number, last = first): Promise<void> {
    expectStatus(await this.rest.post(`/calls/${id}/utterances`, { utterances: utterances(first, last) }), 200);
  }

  async read(id: string): Promise<CallDto> {
    return expectStatus(await this.rest.get<CallDto>(`/calls/${id}`), 200);
  }

  async transcript(id: string): Promise<TranscriptDto> {
    return expectStatus(await this.rest.get<TranscriptDto>(`/calls/${id}/transcript`), 200);
  }

  async points(id: string): Promise<SentimentPointDto[]> {
    return expectStatus(await this.rest.get<StreamSnapshotDto>(`/calls/${id}/sentiment`), 200).points;
  }

  details(id: string, body: unknown): Promise<Answer<CallDto>> {
    return this.rest.patch(`/calls/${id}`, body);
  }

  text(id: string, seq: number | string, body: unknown): Promise<Answer<CallDto>> {
    return this.rest.patch(`/calls/${id}/utterances/${seq}`, body);
  }

  swap(id: string, expectedVersion: number): Promise<Answer<CallDto>> {
    return this.rest.post(`/calls/${id}/swap-speakers`, { expectedVersion });
  }

  version(id: string, number: number | string): Promise<Answer<VersionContentDto>> {
    return this.rest.get(`/calls/${id}/versions/${number}`);
  }

  versions(id: string, query = ''): Promise<Answer<PageOf<CallVersionDto>>> {
    return this.rest.get(`/calls/${id}/versions${query}`);
  }
}
