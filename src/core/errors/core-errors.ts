import { defineError } from './app-error';

/** Errors that any route or event can answer. */
export const CoreErrors = {
  validation: defineError({ code: 'request.invalid', status: 400, title: 'The request is not valid' }),
  malformed: defineError({ code: 'request.malformed', status: 400, title: 'The body cannot be read' }),
  tooDeep: defineError({ code: 'request.too_deep', status: 400, title: 'The JSON is nested too deeply' }),
  tooManyValues: defineError({ code: 'request.too_many_values', status: 400, title: 'The JSON holds too many values' }),
  badCursor: defineError({ code: 'paging.bad_cursor', status: 400, title: 'The cursor does not belong to this list' }),
  notFound: defineError({ code: 'request.not_found', status: 404, title: 'There is nothing here' }),
  methodNotAllowed: defineError({
    code: 'request.method_not_allowed',
    status: 405,
    title: 'This method is not served here',
  }),
  conflict: defineError({
    code: 'request.conflict',
    status: 409,
    title: 'The request conflicts with the stored state',
  }),
  tooLarge: defineError({ code: 'request.too_large', status: 413, title: 'The body is too large' }),
  uriTooLong: defineError({ code: 'request.uri_too_long', status: 414, title: 'The address is too long' }),
  unsupportedMedia: defineError({
    code: 'request.unsupported_media',
    status: 415,
    title: 'This content type is not accepted',
  }),
  wrongHost: defineError({ code: 'request.wrong_host', status: 421, title: 'This host name is not served here' }),
  rateLimited: defineError({ code: 'request.rate_limited', status: 429, title: 'Too many requests' }),
  internal: defineError({ code: 'internal', status: 500, title: 'Something went wrong on our side' }),
  unavailable: defineError({
    code: 'unavailable',
    status: 503,
    title: 'Parley cannot do this right now',
    level: 'warn',
  }),
  storageFull: defineError({ code: 'storage.full', status: 507, title: 'The database has no room left' }),
};

export const AccessErrors = {
  required: defineError({ code: 'auth.required', status: 401, title: 'Sign in first' }),
  invalid: defineError({ code: 'auth.invalid', status: 401, title: 'The credentials are not valid' }),
  expired: defineError({ code: 'auth.expired', status: 401, title: 'The access token has expired' }),
  forbidden: defineError({ code: 'auth.forbidden', status: 403, title: 'Your role does not allow this' }),
};
