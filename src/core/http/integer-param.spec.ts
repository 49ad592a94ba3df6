import { AppError } from '../errors/app-error';
import { IntegerPipe } from './integer-param';

const pipe = new IntegerPipe({ min: 1, max: 1_000 });
const transform = (value: unknown) => pipe.transform(value, { type: 'param', data: 'seq' });

describe('whole numbers in paths', () => {
  it.each([
    ['1', 1],
    ['1000', 1_000],
    ['007', 7],
  ])('takes %s', (text, number) => {
    expect(transform(text)).toBe(number);
  });

  it.each(['0', '1001', '-1', '+1', '1.0', '1e2', '0x1', ' 1', '', '١', '9'.repeat(400), 1, undefined])(
    'refuses %s, naming the parameter',
    (value) => {
      const refuse = () => transform(value);
      expect(refuse).toThrow('seq must be a whole number from 1 to 1000.');
      expect(refuse).toThrow(AppError);
    },
  );
});
