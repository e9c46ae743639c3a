import type { Counts } from '@companyos/plugin-decision-log-common';
import { resultName } from './rows';

/** How many decisions came to one result. */
export type CountRow = { result: number; count: string };

/** With no result for an entity that has no decisions. */
export type EntityCountRow = {
  entity_ref: string;
  result: number | null;
  count: string;
};

/** What the decisions of each entity came to. */
export function toCounts(rows: EntityCountRow[]): Map<string, Counts> {
  const byEntity = new Map<string, Counts>();
  for (const { entity_ref, result, count } of rows) {
    const counts = byEntity.get(entity_ref) ?? noCounts();
    if (result !== null) add(counts, { result, count });
    byEntity.set(entity_ref, counts);
  }
  return byEntity;
}

/** Nothing, to add to. */
export function noCounts(): Counts {
  return { allow: 0, deny: 0, error: 0, undefined: 0, other: 0 };
}

/** Adds a row to counts. */
export function add(counts: Counts, { result, count }: CountRow): void {
  counts[resultName(result)] += Number(count);
}
