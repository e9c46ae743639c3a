import { fileTree, foldersOf } from './treeNodes';

const file = (path: string) => ({ path, mode: '100644', size: 0 } as const);

it('puts folders first, each by name, however deep', () => {
  expect(
    fileTree(['b.txt', 'docs/adr/1.md', 'a.txt', 'docs/z.md'].map(file)),
  ).toEqual([
    {
      path: 'docs',
      name: 'docs',
      children: [
        {
          path: 'docs/adr',
          name: 'adr',
          children: [{ path: 'docs/adr/1.md', name: '1.md' }],
        },
        { path: 'docs/z.md', name: 'z.md' },
      ],
    },
    { path: 'a.txt', name: 'a.txt' },
    { path: 'b.txt', name: 'b.txt' },
  ]);
});

it('knows the way to a file', () => {
  expect(foldersOf('docs/adr/1.md')).toEqual(['docs', 'docs/adr']);
  expect(foldersOf('a.txt')).toEqual([]);
});
