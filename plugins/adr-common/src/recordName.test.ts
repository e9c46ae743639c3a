import { nextRecord, numberOfName } from './recordName';

it.each([
  [['ADR-001-one.md', 'ADR-016-two.md', 'index.md'], 'ADR-017-use-x.md'],
  [['0001-one.md', '0009-two.md', 'template.md'], '0010-use-x.md'],
  [['adr_0999_a.md'], 'adr_1000_use-x.md'],
  [['1.md', '2.md'], '3-use-x.md'],
  [['adr-9-a.md', '0010-b.md'], '0011-use-x.md'],
  [['old/0041-a.md', '0007-b.md'], '0042-use-x.md'],
  [['2024-05-06-a.md', 'README.md'], '0001-use-x.md'],
  [['0000-template.md'], '0001-use-x.md'],
  [[], '0001-use-x.md'],
])('after %j comes %s', (paths, fileName) => {
  expect(nextRecord(paths, 'Use X').fileName).toBe(fileName);
});

it('passes over numbers that wait for a review', () => {
  expect(nextRecord(['0003-a.md'], 'B', [4, 6])).toEqual({
    number: 7,
    fileName: '0007-b.md',
    label: 'ADR-0007',
  });
});

it.each([
  ['Über Köln: größer & schöner', 'uber-koln-gro-er-schoner'],
  ['../../etc/passwd; $(rm -rf ~) `x`', 'etc-passwd-rm-rf-x'],
  ['記録する', 'decision'],
  [`${'word '.repeat(40)}`, `${'word-'.repeat(11)}word`],
  ['x'.repeat(150), 'x'.repeat(60)],
])('makes a plain file name of %j', (title, slug) => {
  expect(nextRecord([], title).fileName).toBe(`0001-${slug}.md`);
});

it.each([
  ['ADR-017-x.md', 17],
  ['0001-x', 1],
  ['adr_3.md', 3],
  ['2024-05-06-x.md', undefined],
  ['README.md', undefined],
])('reads the number of %s as %s', (name, number) => {
  expect(numberOfName(name)).toBe(number);
});
