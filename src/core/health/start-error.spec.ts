import { Config } from '../config/config';
import { DatabaseSetupError } from '../database/migrate';
import { EmbeddedError } from '../embedded/embedded-error';
import { explainStart } from './start-error';

const listenError = (code: string) => Object.assign(new Error('listen'), { code, syscall: 'listen' });

describe('explainStart', () => {
  const config = Config.from({ PORT: '80', HOST: '192.0.2.1' });

  it.each([new DatabaseSetupError('The database is away.'), new EmbeddedError('No Redis.')])(
    'passes on sentences made for people: %s',
    (error) => expect(explainStart(error)).toEqual({ sentence: error.message, known: true }),
  );

  it.each([
    ['EADDRINUSE', 'Port 80 is in use: stop the other program or set PORT.'],
    ['EACCES', 'Port 80 is not open to this user: set PORT to one above 1023.'],
    ['EADDRNOTAVAIL', 'Parley cannot listen on 192.0.2.1 (EADDRNOTAVAIL): set HOST to an address of this machine.'],
  ])('explains %s', (code, sentence) => {
    expect(explainStart(listenError(code), config)).toEqual({ sentence, known: true });
  });

  it('keeps anything else to its first line and leaves the rest to the log', () => {
    expect(explainStart(new Error('Cannot resolve X\nlong advice'), config)).toEqual({
      sentence: 'Parley could not start (Cannot resolve X): the log has the details.',
      known: false,
    });
  });
});
