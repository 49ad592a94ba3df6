import { defineError } from '../../core/errors/app-error';

export const AgentErrors = {
  notFound: defineError({ code: 'agents.not_found', status: 404, title: 'There is no such agent' }),
  userUnknown: defineError({ code: 'agents.user_unknown', status: 422, title: 'There is no such user' }),
  userTaken: defineError({ code: 'agents.user_taken', status: 409, title: 'Another agent is linked to this user' }),
};
