import { plainText } from './plainText';

it.each([
  ['colours', '\u001b[1;31mred\u001b[0m text', 'red text'],
  ['links', '\u001b]8;;http://x\u0007here\u001b]8;;\u0007', 'here'],
  ['progress', 'a 10 %\ra 100 %\nb', 'a 100 %\nb'],
  ['Windows line ends', 'a\r\nb\r\n', 'a\nb\n'],
])('reads %s', (_, output, text) => {
  expect(plainText(output)).toBe(text);
});
