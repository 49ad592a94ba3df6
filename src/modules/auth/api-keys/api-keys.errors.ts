import { defineError } from '../../../core/errors/app-error';

export const ApiKeyErrors = {
  notFound: defineError({ code: 'keys.not_found', status: 404, title: 'There is no such API key' }),
  tooMany: defineError({ code: 'keys.too_many', status: 409, title: 'There are too many API keys' }),
};
