import { toFile } from './document-file';

const headersOf = (mediaType: string) =>
  toFile('id', { format: 'x', mediaType, content: Buffer.from('a') }).getHeaders();

it.each([
  ['application/json', 'application/json; charset=utf-8', 'json'],
  ['application/vcon+json', 'application/vcon+json', 'vcon'],
  ['application/vcon', 'application/vcon+json', 'vcon'],
  ['application/manifest+json', 'application/json; charset=utf-8', 'json'],
  ['text/vtt', 'text/vtt; charset=utf-8', 'vtt'],
  ['text/srt', 'application/x-subrip; charset=utf-8', 'srt'],
  ['text/csv', 'text/csv; charset=utf-8', 'csv'],
  ['text/plain', 'text/plain; charset=utf-8', 'txt'],
  ['text/html', 'text/plain; charset=utf-8', 'txt'],
  ['image/svg+xml', 'text/plain; charset=utf-8', 'txt'],
  ['__proto__', 'text/plain; charset=utf-8', 'txt'],
])('gives a document that came as %s back as %s, in a .%s', (mediaType, type, extension) => {
  expect(headersOf(mediaType)).toEqual({
    type,
    disposition: `attachment; filename="call-id.${extension}"`,
    length: 1,
  });
});
