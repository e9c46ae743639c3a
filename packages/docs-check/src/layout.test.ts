import { parseMarkdown } from './markdown';
import { listFiles, readFile } from './repository';

const skeleton = 'templates/service-api/skeleton/';

/** The paths that a drawing with ├── and └── names: folders end with a slash, a comment may follow a name. */
function pathsOf(tree: string): string[] {
  const parents: string[] = [];
  const files: string[] = [];
  for (const line of tree.split('\n')) {
    const match = /^((?:[│ ] {3}|│ {2} )*)(?:├──|└──) (\S+)/.exec(line);
    if (match) {
      const depth = Math.round(match[1].length / 4);
      const name = match[2];
      parents.splice(depth);
      if (name.endsWith('/')) parents[depth] = name;
      else files.push([...parents, name].join(''));
    }
  }
  return files.sort();
}

describe('docs/platform/standards/service-layout.md', () => {
  const page = parseMarkdown(
    readFile('docs/platform/standards/service-layout.md'),
  );

  it('draws the tree of the template as it is', () => {
    const tree = page.fences.find(({ text }) => text.includes('├──'));
    const files = listFiles(skeleton)
      .map(file => file.slice(skeleton.length).replace(/\.njk$/, ''))
      .sort();
    expect(pathsOf(tree?.text ?? '')).toEqual(files);
  });

  it('asks two senior engineers for their sign-off', () => {
    expect(JSON.stringify(page.frontMatter)).toMatch(/senior/);
  });
});
