import {
  revisionsOf,
  type Revision,
} from '@companyos/plugin-decision-log-common';

/** What a decision's page shows of an event; what is not there or is of another shape is left out. */
export type EventFacts = {
  time?: string;
  path?: string;
  query?: string;
  traceId?: string;
  requestedBy?: string;
  opa: { id?: string; version?: string };
  revisions: Revision[];
  obligations: unknown[];
  erased: string[];
  masked: string[];
  /** Nanoseconds, by the name that OPA gives them. */
  timings: [string, number][];
};

/** Reads what an event says about its decision. Any client can send any event, so nothing is taken for granted. */
export function readEvent(event: Record<string, unknown>): EventFacts {
  const labels = objectOf(event.labels);
  const result = objectOf(event.result);
  return {
    time: textOf(event.timestamp),
    path: textOf(event.path),
    query: textOf(event.query),
    traceId: textOf(event.trace_id),
    requestedBy: textOf(event.requested_by),
    opa: { id: textOf(labels.id), version: textOf(labels.version) },
    revisions: revisionsOf(event),
    obligations: Array.isArray(result.obligations) ? result.obligations : [],
    erased: textsOf(event.erased),
    masked: textsOf(event.masked),
    timings: Object.entries(objectOf(event.metrics)).flatMap(([name, value]) =>
      typeof value === 'number' && name.endsWith('_ns')
        ? [[name, value] as [string, number]]
        : [],
    ),
  };
}

function objectOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : {};
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function textsOf(value: unknown): string[] {
  return Array.isArray(value)
    ? value.filter((one): one is string => typeof one === 'string')
    : [];
}
