const FRONT_MATTER =
  /^\uFEFF?---[ \t]*\r?\n(?:[^]*?\r?\n)?(?:---|\.\.\.)[ \t]*(?:\r?\n|$)/;

/** The text below the front matter, which is data and nothing to read as Markdown. */
export function withoutFrontMatter(text: string): string {
  return text.replace(FRONT_MATTER, '');
}

/**
 * Where a link of a document leads from the portal: what is relative to the file is relative to its page of the
 * documentation or, without one, to its place on the Git host.
 *
 * @returns an empty string when it leads nowhere from here.
 */
export function linkTarget(
  document: { techDocsPath?: string; sourceUrl?: string },
  href: string,
): string {
  const { techDocsPath, sourceUrl } = document;
  if (/^(https?:|mailto:|#)/i.test(href)) return href;
  // Another scheme could run something, and a path from the top is not the file's.
  if (/^([a-z][a-z0-9+.-]*:|\/)/i.test(href)) return '';
  if (techDocsPath) {
    // The page of `adr/0001-x.md` is the folder `adr/0001-x/`, one level further down.
    const { pathname, hash } = new URL(`../${href}`, `http://-${techDocsPath}`);
    return pathname.replace(/(\/(index|README))?\.md$/i, '/') + hash;
  }
  return sourceUrl ? new URL(href, sourceUrl).href : '';
}
