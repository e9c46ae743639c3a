import { encodeCursor } from '@companyos/plugin-companyos-common';
import {
  RESULTS,
  toIso,
  type Decision,
  type Result,
} from '@companyos/plugin-decision-log-common';

/** Where an event is kept. */
export type Place = { at: string; block: number; ord: number; class: number };

/** A decision as the database lists it. */
export type DecisionRow = Place & {
  decision: string;
  decision_id: string | null;
  result: number;
  masked: boolean;
  subject: string | null;
  resource: string | null;
  path: string | null;
  reason: string | null;
};

/** A decision, for whoever shows all of it. */
export type FoundDecision = DecisionRow & {
  entityRef: string | null;
  className: string;
  uploadedBy: string;
};

/** A decision as a list shows it. */
export function toDecision(
  row: DecisionRow,
  entityRef: string,
  inputs: 'shown' | 'hidden',
): Decision {
  return {
    id: idOf(row),
    time: timeOf(row),
    entityRef,
    path: row.path ?? undefined,
    result: resultName(row.result),
    reason: row.reason ?? undefined,
    ...(inputs === 'shown' && {
      subject: row.subject ?? undefined,
      resource: row.resource ?? undefined,
    }),
    masked: row.masked,
  };
}

/** OPA's `decision_id`. */
export function idOf(row: DecisionRow): string {
  return row.decision_id ?? row.decision;
}

/** ISO 8601 with microseconds. */
export function timeOf(row: Pick<DecisionRow, 'at'>): string {
  return toIso(Number(row.at));
}

/** Where the list goes on after this row. */
export function cursorAfter(row: Place): string {
  return encodeCursor({ a: Number(row.at), b: row.block, o: row.ord });
}

/** The word for the number of a result. */
export function resultName(result: number): Result {
  return RESULTS[result];
}
