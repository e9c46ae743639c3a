import path from 'node:path';
import { anchorOf, parseMarkdown } from './markdown';
import { exists, listFiles, readFile } from './repository';

const pages = listFiles('*.md', ':!templates/*/skeleton');

describe('links', () => {
  it.each(pages)('in %s lead to something that is there', page => {
    const broken = parseMarkdown(readFile(page)).links.filter(link => {
      if (/^[a-z]+:/.test(link)) return false;
      const [file, anchor] = link.split('#');
      const target = file
        ? path.posix.join(path.posix.dirname(page), file)
        : page;
      if (!exists(target)) return true;
      if (!anchor) return false;
      const { headings } = parseMarkdown(readFile(target));
      return !headings.some(heading => anchorOf(heading.text) === anchor);
    });
    expect(broken).toEqual([]);
  });
});
