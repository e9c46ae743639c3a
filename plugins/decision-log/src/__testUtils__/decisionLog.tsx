import { createApiMock } from '@backstage/frontend-test-utils';
import type {
  Counts,
  Decision,
  DecisionDetails,
  DecisionPage,
  EntitySummary,
} from '@companyos/plugin-decision-log-common';
import { decisionLogApiRef } from '../api';

/** The API as a screen's test wants it; what is not given is never asked for. */
export const decisionLogApiMock = createApiMock(decisionLogApiRef, () => ({
  getDecision: jest.fn(),
  getPolicy: jest.fn(),
  getSummary: jest.fn(),
  listCounters: jest.fn(),
  listDecisions: jest.fn(),
  listInstances: jest.fn(),
  listRefusals: jest.fn(),
  listSkews: jest.fn(),
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

/** What the server says when it refuses. */
export function refusal(statusCode: number, message: string): Error {
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
  throw refusal(403, "This needs the permission 'decision-log.event.read'");
};
