import path from 'node:path';
import { parse } from 'yaml';
import { parseMarkdown } from './markdown';
import { listFiles, readFile } from './repository';

const template = 'templates/service-api/';
const skeleton = `${template}skeleton/`;

/** The files that the template vendors, as paths in the service. */
function vendoredFiles(): string[] {
  const { spec } = parse(readFile(`${template}template.yaml`));
  return (spec.vendor as { from: string; to: string }[]).flatMap(
    ({ from, to }) => {
      const folder = path.posix.join(template, from);
      return listFiles(folder).map(file => to + file.slice(folder.length));
    },
  );
}

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
    const own = listFiles(skeleton).map(file =>
      file.slice(skeleton.length).replace(/\.njk$/, ''),
    );
    const files = [...own, ...vendoredFiles()].sort();
    expect(pathsOf(tree?.text ?? '')).toEqual(files);
  });

  it('asks two senior engineers for their sign-off', () => {
    expect(JSON.stringify(page.frontMatter)).toMatch(/senior/);
  });
});
