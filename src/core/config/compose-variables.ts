/**
 * Variables that docker-compose.yml reads and Parley does not: the file says which of them it cannot do without. Those of
 * Parley itself that serve in containers go by their own names.
 */
export const composeVariables = {
  POSTGRES_PASSWORD: 'Password of the superuser of Postgres, which only its container uses.',
  DATABASE_OWNER_PASSWORD:
    'Password of parley_owner, which owns the schema: letters and digits, since it stands in a URL.',
  DATABASE_APP_PASSWORD: 'Password of parley_app, the login of the application: letters and digits.',
  REDIS_PASSWORD: 'Password of Redis: letters and digits.',
  PUBLISH_ADDRESS: 'Address of this machine on which PORT is published. Default: 127.0.0.1.',
};
