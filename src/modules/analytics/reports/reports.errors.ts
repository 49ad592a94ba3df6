import { defineError } from '../../../core/errors/app-error';

export const ReportErrors = {
  notFound: defineError({ code: 'reports.not_found', status: 404, title: 'There is no such report' }),
};
