import { defineError } from '../../core/errors/app-error';

export const AuthErrors = {
  wrongCredentials: defineError({
    code: 'auth.wrong_credentials',
    status: 401,
    title: 'The user name or the password is wrong',
  }),
  refreshRefused: defineError({ code: 'auth.refresh_refused', status: 401, title: 'The refresh token is not valid' }),
  sessionNotFound: defineError({ code: 'auth.session_not_found', status: 404, title: 'There is no such session' }),
  registrationClosed: defineError({ code: 'auth.registration_closed', status: 403, title: 'Registration is closed' }),
};
