import {
  HeaderObject,
  HeadersObject,
  OperationObject,
  ResponseObject,
} from '@nestjs/swagger/dist/interfaces/open-api-spec.interface';
import { LimitClass, limitClasses, LimitClassName, LimitKey } from '../access/limits/limit-classes';
import { limitHeaders } from '../access/limits/limit-headers';
import { LIMITED_BY } from '../access/limits/limited.decorator';

export type LimitedOperation = OperationObject & { [LIMITED_BY]?: LimitClassName[] };

const RETRY_AFTER = 'Retry-After';
const keyTexts: Record<LimitKey, string> = {
  account: 'account',
  address: 'address',
  caller: 'user, API key or, without either, address',
};

/** The classes that limit an operation; none when it is exempt. */
export function limitsOf(operation: LimitedOperation): LimitClassName[] {
  return operation[LIMITED_BY] ?? ['default'];
}

/** Tells how an operation is limited. Its responses must have been written before. */
export function documentLimits(operation: LimitedOperation): void {
  const names = limitsOf(operation);
  operation[LIMITED_BY] = names;
  if (names.length === 0) return;
  operation.description =
    `${operation.description ?? ''}\n\n**Rate limit**: ${names.map(limitText).join('; ')}.`.trim();
  for (const [status, response] of Object.entries(operation.responses)) {
    if (status.startsWith('2') || status === '429') addHeaders(response as ResponseObject, status === '429');
  }
}

/** The headers that the responses refer to. */
export function limitHeaderComponents(): Record<string, HeaderObject> {
  const described = { ...limitHeaders, [RETRY_AFTER]: 'Seconds after which the same request is let through.' };
  const header = (description: string) => ({ description, schema: { type: 'integer', example: 5 } });
  return Object.fromEntries(Object.entries(described).map(([name, text]) => [name, header(text)]));
}

function addHeaders(response: ResponseObject, refused: boolean): void {
  const names = [...Object.keys(limitHeaders), ...(refused ? [RETRY_AFTER] : [])];
  const references = names.map((name) => [name, { $ref: `#/components/headers/${name}` }]);
  response.headers = { ...response.headers, ...(Object.fromEntries(references) as HeadersObject) };
}

function limitText(name: LimitClassName): string {
  const { key, perMinute, burst, counts }: LimitClass = limitClasses[name];
  const atOnce = burst === perMinute ? '' : `, ${burst.toLocaleString('en')} at once`;
  return `${perMinute.toLocaleString('en')} ${counts} a minute${atOnce} per ${keyTexts[key]} (\`${name}\`)`;
}
