import { composeVariables } from './compose-variables';
import { variables } from './variables';

/** The text of `.env.example`: every variable with its meaning and default. A test keeps the committed file in step. */
export function renderEnvExample(): string {
  const machineDependent = ['INSTANCE_NAME'];
  const blocks = Object.entries(variables).map(([name, definition]) => {
    const fallback = machineDependent.includes(name) ? '' : (('fallback' in definition && definition.fallback) ?? '');
    return `# ${definition.description}\n#${name}=${fallback || ''}\n`;
  });
  const forContainers = Object.entries(composeVariables).map(([name, text]) => `# ${text}\n#${name}=\n`);
  return [
    '# Parley reads these variables, from the environment or from a file .env; all are optional.\n',
    ...blocks,
    '# docker-compose.yml reads the following ones too, and needs the passwords as well as ADMIN_PASSWORD.\n',
    ...forContainers,
  ].join('\n');
}
