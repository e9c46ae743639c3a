import type { DecisionStore } from '../store/DecisionStore';
import { cursorAfter } from '../store/rows';
import type { TimeWindow } from '../window';

/** A block of the store has as many. */
const PAGE = 1000;

/** All events of an entity in a window, newest first, as JSON; some pages of them are in memory at a time. */
export async function* storedEvents(
  store: DecisionStore,
  entityRef: string,
  window: TimeWindow,
): AsyncGenerator<string> {
  let cursor: string | undefined;
  for (;;) {
    const rows = await store.rows(entityRef, { cursor, limit: PAGE }, window);
    const last = rows.at(-1);
    if (!last) return;
    for (const event of await store.events(rows)) yield event.toString();
    if (rows.length < PAGE) return;
    cursor = cursorAfter(last);
  }
}
