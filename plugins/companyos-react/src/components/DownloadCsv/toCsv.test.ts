import { toCsv } from './toCsv';

it.each([
  ['plain', '"plain"'],
  ['', '""'],
  ['says "no", twice', '"says ""no"", twice"'],
  ['two\nlines', '"two\nlines"'],
  ['=HYPERLINK("http://x")', '"\'=HYPERLINK(""http://x"")"'],
  ['+1', '"\'+1"'],
  ['-1', '"\'-1"'],
  ['@SUM(A1)', '"\'@SUM(A1)"'],
  ['\t=1', '"\'\t=1"'],
  ['\r=1', '"\'\r=1"'],
  ['2026-01-01', '"2026-01-01"'],
])('%j is written as %s', (value, field) => {
  expect(toCsv([[value]])).toBe(`${field}\r\n`);
});

it('separates fields by commas and rows by line ends', () => {
  expect(
    toCsv([
      ['Entity', 'Title'],
      ['a', 'b'],
    ]),
  ).toBe('"Entity","Title"\r\n"a","b"\r\n');
});
