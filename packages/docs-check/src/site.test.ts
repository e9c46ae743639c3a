import { parse } from 'yaml';
import { parseMarkdown } from './markdown';
import { listFiles, readFile } from './repository';

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

// That the site builds without a warning is checked by mkdocs itself: `companyos test docs`.
describe('the documentation site', () => {
  it('has each page in its navigation, once', () => {
    const { nav } = parse(readFile('mkdocs.yml')) as { nav: Nav };
    expect(
      pagesOf(nav)
        .map(page => `docs/${page}`)
        .sort(),
    ).toEqual(pages);
  });

  it('has pages that begin with their one title', () => {
    const untitled = pages.filter(page => {
      const levels = parseMarkdown(readFile(page)).headings.map(h => h.level);
      return levels[0] !== 1 || levels.filter(level => level === 1).length > 1;
    });
    expect(untitled).toEqual([]);
  });
});
