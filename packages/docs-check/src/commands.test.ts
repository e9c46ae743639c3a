import { spawnSync } from 'node:child_process';
import { parseMarkdown } from './markdown';
import { listFiles, readFile, root } from './repository';

const pages = ['README.md', 'CONTRIBUTING.md', ...listFiles('docs/*.md')];

const makeTargets = [...readFile('Makefile').matchAll(/^([a-z0-9-]+):/gm)].map(
  match => match[1],
);
const serviceTargets = [
  ...readFile('templates/service-api/skeleton/Makefile').matchAll(
    /^([a-z0-9-]+):/gm,
  ),
].map(match => match[1]);

/** What a page tells the reader to type: lines of shell blocks, and inline code that begins with a command of ours. */
function typed(page: string) {
  const text = readFile(page);
  const lines = parseMarkdown(text)
    .fences.filter(({ language }) => language === 'sh')
    .flatMap(fence => fence.text.split('\n'));
  const inline = [...text.matchAll(/`((?:make|companyos) [^`\n]+)`/g)].map(
    match => match[1],
  );
  return [...lines, ...inline].filter(line => line.trim() !== '');
}

function runScript(...args: string[]) {
  return spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8' });
}

describe('commands in the documentation', () => {
  const commandsOfTheTool = [
    ...readFile('docs/guides/cli.md').matchAll(/^## companyos (.+)$/gm),
  ].map(match => match[1]);

  it.each(pages)('in %s exist', page => {
    const unknown = typed(page).filter(line => {
      const make = /^make ([a-z0-9-]+)/.exec(line);
      if (make) return ![...makeTargets, ...serviceTargets].includes(make[1]);
      const tool = /^companyos ([a-z][a-z -]*)/.exec(line);
      return (
        tool &&
        !commandsOfTheTool.some(command =>
          `${tool[1]} `.startsWith(`${command} `),
        )
      );
    });
    expect(unknown).toEqual([]);
  });

  it('of the tool are listed as its help lists them', () => {
    const { stdout, stderr, status } = runScript(
      'packages/docs-check/scripts/cli-page.mjs',
    );
    expect([status, stderr]).toEqual([0, stderr]);
    expect(stdout).toBe(readFile('docs/guides/cli.md'));
  });

  it('of make are all explained in CONTRIBUTING.md', () => {
    const explained = [
      ...readFile('CONTRIBUTING.md').matchAll(/^\| `make ([a-z0-9-]+)`/gm),
    ].map(match => match[1]);
    expect(explained.sort()).toEqual([...makeTargets].sort());
  });

  it('that are marked to be run do what they should', () => {
    const marked = pages.flatMap(page =>
      parseMarkdown(readFile(page)).fences.filter(({ run }) => run),
    );
    expect(marked.length).toBeGreaterThan(0);
    for (const { text } of marked) {
      const { status, stderr } = spawnSync(
        'bash',
        ['-euo', 'pipefail', '-c', text],
        {
          cwd: root,
          encoding: 'utf8',
        },
      );
      expect([text, status, stderr]).toEqual([text, 0, stderr]);
    }
  });
});
