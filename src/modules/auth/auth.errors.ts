import { defineError } from '../../core/errors/app-error';

export const AuthErrors = {
  wrongCredentials: defineError({
    code: 'auth.wrong_credentials',
    status: 401,
    title: 'The user name or the password is wrong',
  }),
  registrationClosed: defineError({ code: 'auth.registration_closed', status: 403, title: 'Registration is closed' }),
};
