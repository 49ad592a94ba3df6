import { applyDecorators, SetMetadata, UseInterceptors } from '@nestjs/common';
import { ApiExtension, ApiHeader } from '@nestjs/swagger';
import { KEY_HEADER, KEY_PATTERN, MAX_KEY_LENGTH } from './client-key';
import { IdempotencyInterceptor, STREAMED } from './idempotency.interceptor';

/** Name under which a route that takes a key stands in the raw document. */
export const IDEMPOTENT = 'x-idempotent';

const DESCRIPTION = `Makes this request safe to repeat: choose a new random value, such as a UUID, for each thing to create, and send
it again with every repetition. The first answer is kept for a day and given again with \`Idempotency-Replay: true\`; errors are not
kept. Left out, every request creates.`;

const STREAMED_DESCRIPTION = `${DESCRIPTION} The key alone tells a repetition, whatever its body holds, which is not read then.`;

/**
 * For a POST that creates something and answers JSON: repeated with the same Idempotency-Key, it creates it once.
 * `body: 'streamed'` is for routes that read their body themselves: with the same key any body is the same request.
 */
export function Idempotent({ body }: { body: 'read' | 'streamed' } = { body: 'read' }): MethodDecorator {
  const isStreamed = body === 'streamed';
  return applyDecorators(
    UseInterceptors(IdempotencyInterceptor),
    SetMetadata(STREAMED, isStreamed),
    ApiHeader({
      name: KEY_HEADER,
      description: isStreamed ? STREAMED_DESCRIPTION : DESCRIPTION,
      required: false,
      // A value filled in would answer the second try with what the first one created: the field starts out empty.
      schema: { type: 'string', minLength: 1, maxLength: MAX_KEY_LENGTH, pattern: KEY_PATTERN, example: '' },
    }),
    ApiExtension(IDEMPOTENT, true),
  );
}
