import { count } from './words';

it.each([
  [0, '0 releases'],
  [1, '1 release'],
  [12_400, '12,400 releases'],
])('%d is "%s"', (number, text) => expect(count(number, 'release')).toBe(text));

it('takes a plural of its own', () => {
  expect(count(2, 'waits', 'wait')).toBe('2 wait');
});
