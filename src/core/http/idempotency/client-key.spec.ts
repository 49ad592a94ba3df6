import { createHash } from 'node:crypto';
import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { AppError } from '../../errors/app-error';
import { ClientKey, readKey, RequestShape } from './client-key';

const OWNER = '01990a5c-7f3e-7c1a-9d2b-3f4e5a6b7c8d';
const OTHER = '01990a5c-7f3e-7c1a-9d2b-3f4e5a6b7c8e';
const SHAPE: RequestShape = {
  method: 'POST',
  address: '/api/v1/calls',
  contentType: 'application/json',
  body: Buffer.from('{"password":"a secret"}'),
};
const key = new ClientKey(OWNER, 'k-1');

describe('the header', () => {
  const withKeys = (...keys: string[]) => {
    const request = new IncomingMessage(new Socket());
    const fields = keys.flatMap((value) => ['Idempotency-Key', value]);
    (request as unknown as { _addHeaderLines(fields: string[], n: number): void })._addHeaderLines(
      fields,
      fields.length,
    );
    return request;
  };
  const faultOf = (request: IncomingMessage) => {
    try {
      readKey(request);
      return undefined;
    } catch (error) {
      return (error as AppError).errors?.[0];
    }
  };

  it('is read as it is', () => {
    expect(readKey(withKeys())).toBeUndefined();
    expect(readKey(withKeys('"!~, a'.replace(' ', '')))).toBe('"!~,a');
  });

  it('is one of 1 to 255 visible ASCII characters', () => {
    for (const wrong of ['', ' ', 'a b', 'a\tb', 'é', 'k'.repeat(256)]) {
      expect(faultOf(withKeys(wrong))).toEqual({
        field: 'Idempotency-Key',
        message: 'must be 1 to 255 visible ASCII characters',
      });
    }
    expect(faultOf(withKeys('a', 'a'))).toEqual({ field: 'Idempotency-Key', message: 'must be given only once' });
  });
});

describe('the key of a client', () => {
  it('tells requests apart by all that they are', () => {
    const digests = [
      SHAPE,
      { ...SHAPE, method: 'PUT' },
      { ...SHAPE, address: '/api/v1/calls?a' },
      { ...SHAPE, contentType: 'text/plain' },
      { ...SHAPE, body: Buffer.from('{}') },
      { ...SHAPE, contentType: '', body: Buffer.concat([Buffer.from('application/json'), SHAPE.body]) },
    ].map((shape) => key.digest(shape).toString('hex'));
    expect(new Set(digests).size).toBe(digests.length);
    expect(new ClientKey(OWNER, 'k-1').digest(SHAPE)).toEqual(key.digest(SHAPE));
  });

  it('makes a digest from which nobody without it can guess the body', () => {
    expect(new ClientKey(OWNER, 'k-2').digest(SHAPE)).not.toEqual(key.digest(SHAPE));
    expect(new ClientKey(OTHER, 'k-1').digest(SHAPE)).not.toEqual(key.digest(SHAPE));
    expect(key.hash).toEqual(createHash('sha256').update('k-1').digest());
  });

  it('opens what it sealed, and nothing else does', () => {
    const digest = key.digest(SHAPE);
    const sealed = key.seal('Żółć 😀', digest);
    expect(new ClientKey(OWNER, 'k-1').open(sealed, digest)).toBe('Żółć 😀');
    expect(sealed.includes('Żółć')).toBe(false);
    expect(key.seal('Żółć 😀', digest)).not.toEqual(sealed);
    for (const other of [new ClientKey(OWNER, 'k-2'), new ClientKey(OTHER, 'k-1')]) {
      expect(() => other.open(sealed, digest)).toThrow();
    }
    expect(() => key.open(sealed, Buffer.alloc(32))).toThrow();
    for (let at = 0; at < sealed.length; at += 1) {
      const changed = Buffer.from(sealed);
      changed.writeUInt8(changed.readUInt8(at) ^ 1, at);
      expect(() => key.open(changed, digest)).toThrow();
    }
  });
});
