import { defineError } from '../errors/app-error';

/** Errors of the socket layer itself; features declare their own. */
export const RealtimeErrors = {
  originRefused: defineError({
    code: 'origin.refused',
    status: 403,
    title: 'Sockets are not open to pages of this origin',
  }),
  busy: defineError({ code: 'busy', status: 503, title: 'Too many connections from this address', level: 'info' }),
  unknownEvent: defineError({ code: 'socket.unknown_event', status: 404, title: 'This event is not known here' }),
};
