import type {
  Decision,
  DecisionPage,
} from '@companyos/plugin-decision-log-common';

/** Decisions, newest first, as far as they were asked for. */
export type DecisionList = {
  items: Decision[];
  nextCursor?: string;
  inputs: DecisionPage['inputs'];
  /** With a text to look for: how many decisions were looked at, and down to which time. */
  searched: number;
  searchedUntil?: string;
};

/** The list with one more page of older ones. */
export function withOlder(
  list: DecisionList | undefined,
  page: DecisionPage,
): DecisionList {
  return {
    items: merge(list?.items ?? [], page.items),
    nextCursor: page.nextCursor,
    inputs: page.inputs,
    searched: (list?.searched ?? 0) + (page.searched ?? 0),
    searchedUntil: page.searchedUntil,
  };
}

/** The list with what came since; what it has already is there once. */
export function withNewer(list: DecisionList, newer: Decision[]): DecisionList {
  return { ...list, items: merge(list.items, newer) };
}

// The same id on another day is another decision.
const keyOf = ({ id, time }: Decision) => `${time} ${id}`;

function merge(one: Decision[], other: Decision[]): Decision[] {
  const known = new Set(one.map(keyOf));
  const added = other.filter(decision => !known.has(keyOf(decision)));
  if (added.length === 0) return one;
  // Times have six digits behind the second, so their order is that of the text.
  return [...one, ...added].sort((a, b) => b.time.localeCompare(a.time));
}
