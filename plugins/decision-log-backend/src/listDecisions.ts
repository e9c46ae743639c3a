import {
  membersOf,
  type DecisionFilter,
  type DecisionPage,
} from '@companyos/plugin-decision-log-common';
import {
  cursorAfter,
  timeOf,
  toDecision,
  type DecisionRow,
} from './store/rows';
import type { DecisionStore } from './store/DecisionStore';
import { Turns } from './upload/Turns';
import type { TimeWindow } from './window';

/** What one question for a text looks at: whoever wants more asks again with the cursor. */
const SEARCH_BATCH = 500;
const MAX_SEARCHED = 20_000;
const SEARCH_MS = 1500;

/** A page of an entity's decisions; with a text to look for, those whose input has it. */
export async function listDecisions(
  store: DecisionStore,
  question: {
    entityRef: string;
    filter: DecisionFilter;
    window: TimeWindow;
    inputs: 'shown' | 'hidden';
  },
): Promise<DecisionPage> {
  const { entityRef, filter, window, inputs } = question;
  const found = filter.query
    ? await search(store, { entityRef, filter, window, query: filter.query })
    : await page(store, { entityRef, filter, window });
  return {
    items: found.rows.map(row => toDecision(row, entityRef, inputs)),
    inputs,
    ...(found.next && { nextCursor: cursorAfter(found.next) }),
    ...(filter.query && {
      searched: found.searched,
      ...(found.next && { searchedUntil: timeOf(found.next) }),
    }),
  };
}

type Question = {
  entityRef: string;
  filter: DecisionFilter;
  window: TimeWindow;
};

/** Rows to show, the last that was looked at, unless it was the last of all, and in a search how many were looked at. */
type Found = { rows: DecisionRow[]; next?: DecisionRow; searched?: number };

async function page(store: DecisionStore, question: Question): Promise<Found> {
  const { entityRef, filter, window } = question;
  const { limit } = filter;
  const rows = await store.rows(
    entityRef,
    { ...filter, limit: limit + 1 },
    window,
  );
  const shown = rows.slice(0, limit);
  return { rows: shown, ...(rows.length > limit && { next: shown.at(-1) }) };
}

async function search(
  store: DecisionStore,
  question: Question & { query: string },
): Promise<Found> {
  const { entityRef, filter, window } = question;
  // As it stands, for `"id":"ada"`; and as JSON writes it inside of a string.
  const needles = [
    question.query,
    JSON.stringify(question.query).slice(1, -1),
  ].map(needle => needle.toLowerCase());
  const started = performance.now();
  const turns = new Turns();
  const found: DecisionRow[] = [];
  let cursor = filter.cursor;
  for (let searched = 0; ; searched += SEARCH_BATCH) {
    const rows = await store.rows(
      entityRef,
      { ...filter, cursor, limit: SEARCH_BATCH },
      window,
    );
    const events = rows.length > 0 ? await store.events(rows) : [];
    for (const [index, row] of rows.entries()) {
      const input = inputOf(events[index]).toLowerCase();
      if (needles.some(needle => input.includes(needle))) found.push(row);
      if (found.length === filter.limit)
        return { rows: found, next: row, searched: searched + index + 1 };
      if (turns.isOver) await turns.next();
    }
    if (rows.length < SEARCH_BATCH)
      return { rows: found, searched: searched + rows.length };
    const last = rows[rows.length - 1];
    const isLong = performance.now() - started > SEARCH_MS;
    if (isLong || searched + SEARCH_BATCH >= MAX_SEARCHED)
      return { rows: found, next: last, searched: searched + rows.length };
    cursor = cursorAfter(last);
  }
}

function inputOf(event: Buffer): string {
  for (const [name, value] of membersOf(event.toString())) {
    if (name === 'input') return value;
  }
  return '';
}
