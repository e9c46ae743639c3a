import { gzipSync } from 'node:zlib';
import { randomBytes, randomUUID } from 'node:crypto';

const SUBJECTS = Array.from({ length: 2000 }, () => randomUUID());
const TENANTS = Array.from({ length: 20 }, () => randomUUID());
const FIELDS = [
  'id',
  'tenantId',
  'dataAccessLevel',
  'segment',
  'name',
  'email',
  'phone',
  'notes',
  'taxId',
  'createdAt',
  'updatedAt',
];
const REASONS = [
  'allowed',
  'role_not_allowed',
  'tenant_mismatch',
  'level_too_low',
];

const pick = <T>(items: T[]): T =>
  items[Math.floor(Math.random() * items.length)];

/**
 * An event as an OPA logs it for a service of the golden path: what differs in practice (ids, times, timings) is random
 * here, too, so that it compresses no better.
 */
export function benchEvent(at: number, instance: string, entityRef: string) {
  const tenant = pick(TENANTS);
  const reason = Math.random() < 0.8 ? 'allowed' : pick(REASONS);
  const nanos = () => Math.floor(Math.random() * 900_000) + 50_000;
  return {
    labels: { entity: entityRef, id: instance, version: '1.22.2' },
    decision_id: randomUUID(),
    trace_id: randomBytes(16).toString('hex'),
    span_id: randomBytes(8).toString('hex'),
    bundles: { authz: { revision: '3f9ac21e' } },
    path: 'customer_records/authz/decision',
    input: {
      subject: {
        type: 'user',
        id: pick(SUBJECTS),
        issuer: 'https://login.companyos.example',
        tenant_id: tenant,
        role: pick(['viewer', 'editor', 'admin']),
        groups: ['crm'],
        data_access_level: 'confidential',
        status: 'active',
      },
      action: { name: pick(['read', 'update', 'list']) },
      resource: {
        type: 'customer_record',
        id: randomUUID(),
        tenant_id: tenant,
        data_access_level: 'internal',
        fields: FIELDS,
      },
      context: {
        time: new Date(at).toISOString(),
        environment: {
          id: 'production',
          stage: 'production',
          region: 'eu-central',
          data_access_level: 'restricted',
        },
      },
    },
    result: {
      allow: reason === 'allowed',
      reason,
      obligations: [{ type: 'redact_fields', fields: ['taxId'] }],
    },
    requested_by: `10.0.${Math.floor(Math.random() * 255)}.7:${
      40000 + Math.floor(Math.random() * 9999)
    }`,
    timestamp: new Date(at).toISOString().replace('Z', '805984Z'),
    metrics: {
      counter_server_query_cache_hit: 1,
      timer_rego_input_parse_ns: nanos(),
      timer_rego_query_eval_ns: nanos(),
      timer_server_handler_ns: nanos(),
    },
    req_id: Math.floor(Math.random() * 1e6),
  };
}

/** A chunk as OPA uploads it. */
export function benchChunk(options: {
  events: number;
  at: number;
  instance: string;
  entityRef: string;
}): { gzip: Buffer; bytes: number } {
  const events = Array.from({ length: options.events }, (_, n) =>
    benchEvent(options.at + n, options.instance, options.entityRef),
  );
  const json = JSON.stringify(events);
  return { gzip: gzipSync(json), bytes: Buffer.byteLength(json) };
}
