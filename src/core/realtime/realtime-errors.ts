import { defineError } from '../errors/app-error';

/** Errors of the socket layer itself; features declare their own. */
export const RealtimeErrors = {
  originRefused: defineError({
    code: 'origin.refused',
    status: 403,
    title: 'Sockets are not open to pages of this origin',
  }),
  busy: defineError({ code: 'busy', status: 503, title: 'Too many connections from this address', level: 'info' }),
  slowReader: defineError({
    code: 'socket.slow_reader',
    status: 429,
    title: 'Read what was sent before asking for more',
  }),
  unknownEvent: defineError({ code: 'socket.unknown_event', status: 404, title: 'This event is not known here' }),
};
