import { z } from 'zod';
import {
  operation,
  type GuardedContext,
  type Operation,
} from '../http/operation.ts';
import { ProblemError } from '../http/problems.ts';
import type { Resource } from '../policy/decision.ts';
import type { CustomerRecordStore } from './CustomerRecordStore.ts';
import {
  customerRecordPageSchema,
  FIELDS,
  newCustomerRecordSchema,
  redact,
  shownCustomerRecordSchema,
  type CustomerRecord,
} from './schema.ts';

const path = '/v1/customer-records';
const tag = 'customer records';
const ofType = { type: 'customer_record', fields: FIELDS };

/** The customer records API. Each operation asks the policy once, a list too. */
export function customerRecordOperations(
  store: CustomerRecordStore,
): Operation[] {
  return [
    operation({
      id: 'createCustomerRecord',
      access: { action: 'customer_record.create' },
      method: 'post',
      path,
      summary: "Keep a customer's record, in the tenant of the token",
      tag,
      body: newCustomerRecordSchema,
      success: {
        status: 201,
        description: 'The record',
        body: shownCustomerRecordSchema,
      },
      problems: ['DATABASE_UNAVAILABLE'],
      handle: async ({ body }, { identity, authorize }) => {
        const { tenant_id } = identity.subject;
        const grant = await authorize({
          ...ofType,
          ...ofTenant(tenant_id),
          data_access_level: body.dataAccessLevel,
        });
        if (tenant_id === null) {
          throw new Error('The policy allowed a record without a tenant.');
        }
        const record = await store.add(tenant_id, body);
        return {
          body: redact(record, grant.redact),
          headers: { Location: `${path}/${record.id}` },
        };
      },
    }),
    operation({
      id: 'listCustomerRecords',
      access: { action: 'customer_record.list' },
      method: 'get',
      path,
      summary: 'The records that the caller may see, oldest first',
      tag,
      query: z.object({
        limit: z.coerce.number().int().min(1).max(100).default(20),
        cursor: z.uuid('Use the nextCursor of the previous page').optional(),
      }),
      success: {
        status: 200,
        description: 'A page of records',
        body: customerRecordPageSchema,
      },
      problems: ['DATABASE_UNAVAILABLE'],
      handle: async ({ query }, { authorize }) => {
        const grant = await authorize(ofType);
        if (!grant.restrict) {
          throw new Error('The policy allowed a list without a restriction.');
        }
        const { tenant_id, data_access_level } = grant.restrict;
        const { items, ...rest } = await store.list({
          ...query,
          tenantId: tenant_id,
          dataAccessLevel: data_access_level,
        });
        const shown = items.map(item => redact(item, grant.redact));
        return { body: { items: shown, ...rest } };
      },
    }),
    operation({
      id: 'getCustomerRecord',
      access: { action: 'customer_record.read' },
      method: 'get',
      path: `${path}/{id}`,
      summary: 'One record',
      tag,
      params: z.object({ id: z.uuid() }),
      success: {
        status: 200,
        description: 'The record',
        body: shownCustomerRecordSchema,
      },
      problems: ['RECORD_NOT_FOUND', 'DATABASE_UNAVAILABLE'],
      handle: async ({ params: { id } }, context) => ({
        body: await read(id, await store.get(id), context),
      }),
    }),
  ];
}

/**
 * Another tenant's record and no record give the same answer, after one decision each, whatever that says: otherwise the
 * difference would tell which ids exist. Where there is no decision, both fail in the same way.
 */
async function read(
  id: string,
  record: CustomerRecord | undefined,
  { identity, authorize }: GuardedContext,
) {
  const ownTenant = identity.subject.tenant_id;
  if (record && record.tenantId === ownTenant) {
    const grant = await authorize(resourceOf(record));
    return redact(record, grant.redact);
  }
  const asked: Resource = record
    ? resourceOf(record)
    : { ...ofType, id, ...ofTenant(ownTenant), data_access_level: 'public' };
  await authorize(asked).catch((error: unknown) => {
    if (
      !(error instanceof ProblemError) ||
      error.code === 'POLICY_UNAVAILABLE'
    ) {
      throw error;
    }
  });
  throw new ProblemError('RECORD_NOT_FOUND', `No record has the id ${id}.`);
}

function resourceOf({
  id,
  tenantId,
  dataAccessLevel,
}: CustomerRecord): Resource {
  return {
    ...ofType,
    id,
    tenant_id: tenantId,
    data_access_level: dataAccessLevel,
  };
}

function ofTenant(tenantId: string | null) {
  return tenantId === null ? {} : { tenant_id: tenantId };
}
