import { createApiMock } from '@backstage/frontend-test-utils';
import type {
  Counter,
  Counts,
  Decision,
  DecisionDetails,
  DecisionPage,
  EntitySummary,
  Instance,
  Refusal,
} from '@companyos/plugin-decision-log-common';
import { decisionLogApiRef } from '../api';

/** The API as a screen's test wants it; what is not given is never asked for. */
export const decisionLogApiMock = createApiMock(decisionLogApiRef, () => ({
  cancelReplay: jest.fn(),
  getDecision: jest.fn(),
  getPolicy: jest.fn(),
  getReplay: jest.fn(),
  getSummary: jest.fn(),
  listCounters: jest.fn(),
  listDecisions: jest.fn(),
  listInstances: jest.fn(),
  listRefusals: jest.fn(),
  listReplays: jest.fn(),
  listSkews: jest.fn(),
  startReplay: jest.fn(),
  summaries: jest.fn(),
}));

export const entityRef = 'component:default/crm';

/** ISO 8601 with microseconds, so long ago. */
export function ago(seconds: number): string {
  return new Date(Date.now() - seconds * 1000)
    .toISOString()
    .replace('Z', '000Z');
}

export function counts(more: Partial<Counts> = {}): Counts {
  return { allow: 0, deny: 0, error: 0, undefined: 0, other: 0, ...more };
}

export function summary(total: Partial<Counts> = {}): EntitySummary {
  const all = counts(total);
  return {
    bucketSeconds: 3600,
    total: all,
    buckets: [
      {
        start: new Date(
          Math.floor((Date.now() - 3_600_000) / 3_600_000) * 3_600_000,
        ).toISOString(),
        counts: all,
      },
    ],
  };
}

export function decision(more: Partial<Decision> = {}): Decision {
  return {
    id: 'd-1',
    time: ago(10),
    entityRef,
    path: 'crm/decision',
    result: 'deny',
    reason: 'tenant_mismatch',
    subject: 'ada',
    resource: 'record-7',
    masked: false,
    ...more,
  };
}

export function page(
  items: Decision[],
  more: Partial<DecisionPage> = {},
): DecisionPage {
  return { items, inputs: 'shown', ...more };
}

export function details(more: Partial<DecisionDetails> = {}): DecisionDetails {
  return {
    id: 'd-1',
    entityRef,
    result: 'deny',
    retentionClass: 'default',
    uploadedBy: 'external:opa-crm',
    inputs: 'shown',
    event: {
      labels: { id: 'opa-1', version: '1.22.2' },
      decision_id: 'd-1',
      trace_id: '4bf92f3577b34da6a3ce929d0e0e4736',
      bundles: { authz: { revision: 'f6520129' } },
      path: 'crm/decision',
      input: { subject: { id: 'ada' } },
      result: {
        allow: false,
        reason: 'tenant_mismatch',
        obligations: [{ type: 'redact_fields' }],
      },
      timestamp: ago(10),
      metrics: { timer_rego_query_eval_ns: 1_234_567 },
    },
    ...more,
  };
}

export function instance(more: Partial<Instance> = {}): Instance {
  return {
    opaId: '3f9ac21e-0000-4000-8000-000000000001',
    uploadedBy: 'external:opa-crm',
    entityRef,
    version: '1.22.2',
    labels: {},
    firstSeen: '2026-01-01T00:00:00.000Z',
    lastSeen: '2026-01-01T01:00:00.000Z',
    stored: 400,
    unmapped: 0,
    duplicates: 3,
    quarantined: 0,
    dropped: 0,
    reported: {
      at: '2026-01-01T01:00:00.000Z',
      decisions: 400,
      dropped: {},
      revisions: {},
      problems: [],
    },
    missing: 0,
    ...more,
  };
}

export function counter(more: Partial<Counter> = {}): Counter {
  return {
    entityRef,
    from: '2026-01-01T00:00:00.000Z',
    to: '2026-01-02T00:00:00.000Z',
    counted: { allow: 380, deny: 20, error: 7 },
    failures: [{ reason: 'timeout', count: 7 }],
    logged: counts({ allow: 263 }),
    difference: 137,
    ...more,
  };
}

export function refusal(more: Partial<Refusal> = {}): Refusal {
  return {
    entityRef,
    path: 'crm/decision',
    result: 'deny',
    reason: 'tenant_mismatch',
    count: 184,
    latest: '2026-01-01T00:00:00.000000Z',
    ...more,
  };
}

/** What the server says when it refuses. */
export function httpError(statusCode: number, message: string): Error {
  return Object.assign(new Error(message), { statusCode });
}

/** A request that never comes to an answer. */
export function forever<T>(): Promise<T> {
  return new Promise(() => undefined);
}

export const away = async () => {
  throw new Error('the database is away');
};

export const denied = async () => {
  throw httpError(403, "This needs the permission 'decision-log.event.read'");
};
