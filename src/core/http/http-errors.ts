import { defineError } from '../errors/app-error';

/** Errors that only the HTTP surface knows. */
export const HttpErrors = {
  timeout: defineError({ code: 'request.timeout', status: 408, title: 'The request did not arrive in time' }),
  headersTooLarge: defineError({ code: 'request.headers_too_large', status: 431, title: 'The headers are too large' }),
};
