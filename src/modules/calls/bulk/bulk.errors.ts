import { defineError } from '../../../core/errors/app-error';

export const BulkErrors = {
  backlog: defineError({ code: 'bulk.backlog', status: 429, title: 'Too many bulk ingests wait already' }),
  notFound: defineError({ code: 'bulk.not_found', status: 404, title: 'There is no such bulk ingest' }),
};
