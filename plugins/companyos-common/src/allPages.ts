import { MAX_PAGE_SIZE, type Page, type PageQuery } from './paging';

/**
 * All pages of a list, one after another to its end, in as few round trips as can be.
 *
 * @param ask - asks for one page
 * @public
 */
export async function allPages<P extends Page<unknown>>(
  ask: (page: Partial<PageQuery>) => Promise<P>,
): Promise<P[]> {
  const pages: P[] = [];
  let cursor: string | undefined;
  do {
    const page = await ask({ limit: MAX_PAGE_SIZE, cursor });
    pages.push(page);
    cursor = page.nextCursor;
  } while (cursor);
  return pages;
}
