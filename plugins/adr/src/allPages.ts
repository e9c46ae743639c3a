import type { Page, PageQuery } from '@companyos/plugin-companyos-common';

/** The most that the API gives at once: as few round trips as can be. */
const LARGEST_PAGE = 500;

/** All pages of a list, one after another to its end. */
export async function allPages<P extends Page<unknown>>(
  ask: (page: Partial<PageQuery>) => Promise<P>,
): Promise<P[]> {
  const pages: P[] = [];
  let cursor: string | undefined;
  do {
    const page = await ask({ limit: LARGEST_PAGE, cursor });
    pages.push(page);
    cursor = page.nextCursor;
  } while (cursor);
  return pages;
}
