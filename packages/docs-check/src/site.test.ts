import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile as read, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { mockServices } from '@backstage/backend-test-utils';
import { ConfigReader } from '@backstage/config';
import { TechdocsGenerator } from '@backstage/plugin-techdocs-node';
import { parse } from 'yaml';
import { parseMarkdown } from './markdown';
import { listFiles, readFile, root } from './repository';

type Nav = Array<string | Record<string, string | Nav>>;

function pagesOf(nav: Nav): string[] {
  return nav.flatMap(item =>
    typeof item === 'string'
      ? [item]
      : Object.values(item).flatMap(value =>
          typeof value === 'string' ? [value] : pagesOf(value),
        ),
  );
}

const pages = listFiles('docs/*.md');

describe('the documentation site', () => {
  let copy: string;

  beforeAll(async () => {
    copy = await mkdtemp(path.join(tmpdir(), 'docs-check-'));
    await cp(path.join(root, 'docs'), path.join(copy, 'docs'), {
      recursive: true,
    });
    await cp(path.join(root, 'mkdocs.yml'), path.join(copy, 'mkdocs.yml'));
  });

  afterAll(() => rm(copy, { recursive: true, force: true }));

  it('has each page in its navigation, once', () => {
    const { nav } = parse(readFile('mkdocs.yml')) as { nav: Nav };
    expect(
      pagesOf(nav)
        .map(page => `docs/${page}`)
        .sort(),
    ).toEqual(pages);
  });

  it('has pages that begin with their title', () => {
    const untitled = pages.filter(page => {
      const levels = parseMarkdown(readFile(page)).headings.map(h => h.level);
      return levels[0] !== 1 || levels.filter(level => level === 1).length > 1;
    });
    expect(untitled).toEqual([]);
  });

  it('builds without a warning', async () => {
    // not --quiet: it would hide the warnings from --strict as well
    await expect(
      promisify(execFile)(
        'mkdocs',
        ['build', '--strict', '--site-dir', path.join(copy, 'strict')],
        { cwd: copy },
      ),
    ).resolves.toBeDefined();
  }, 60_000);

  it('is built by TechDocs with its diagrams, and mkdocs.yml stays as it is', async () => {
    const outputDir = path.join(copy, 'techdocs');
    const generator = TechdocsGenerator.fromConfig(
      new ConfigReader({ techdocs: { generator: { runIn: 'local' } } }),
      { logger: mockServices.rootLogger() },
    );
    await generator.run({
      inputDir: copy,
      outputDir,
      logger: mockServices.rootLogger(),
    });

    const withDiagram = pages.filter(page =>
      parseMarkdown(readFile(page)).fences.some(
        ({ language }) => language === 'mermaid',
      ),
    );
    expect(withDiagram).toContain('docs/architecture.md');
    for (const page of withDiagram) {
      const name = path.basename(page, '.md');
      const folder = path.relative('docs', path.dirname(page));
      const html = await read(
        path.join(
          outputDir,
          folder,
          name === 'index' ? '' : name,
          'index.html',
        ),
        'utf8',
      );
      expect(html).toContain('<pre class="mermaid">');
    }
    // TechDocs writes the file anew on every build. Here it builds from the checkout itself, so what it writes has to
    // be what is committed, or reading the documentation would change the developer's tree.
    expect(await read(path.join(copy, 'mkdocs.yml'), 'utf8')).toBe(
      readFile('mkdocs.yml'),
    );
  }, 60_000);
});
