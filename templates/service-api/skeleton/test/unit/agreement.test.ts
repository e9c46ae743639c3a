import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { seedRecords } from '../../dev/records.ts';
import { people, tenants } from '../../dev/people.ts';
import { customerRecordOperations } from '../../src/customerRecords/operations.ts';
import type { CustomerRecordStore } from '../../src/customerRecords/CustomerRecordStore.ts';
import {
  customerRecordSchema,
  FIELDS,
} from '../../src/customerRecords/schema.ts';
import { claimsSchema } from '../../src/identity/identity.ts';
import {
  DATA_ACCESS_LEVELS,
  REGIONS,
  SERVICE_ROLES,
  STAGES,
  STATUSES,
  USER_ROLES,
} from '../../src/identity/words.ts';

// What is said in two places has to be the same in both: code, policies, schemas, seed data and documentation.

const read = (file: string): unknown => JSON.parse(readFileSync(file, 'utf8'));
const policy = read('policy/customer_records/data.json') as {
  actions: Record<string, unknown>;
  fields: Record<string, string>;
};

describe('code and policy', () => {
  test('know the same fields', () => {
    assert.deepEqual(Object.keys(policy.fields).toSorted(), FIELDS.toSorted());
  });

  test('know the same actions', () => {
    for (const { access, id } of customerRecordOperations(
      {} as CustomerRecordStore,
    )) {
      assert.ok(access !== 'public' && access.action in policy.actions, id);
    }
  });

  test('know the same words as the schema of the input', () => {
    const text = readFileSync(
      'schemas/authz/input.schema.json',
      'utf8',
    ).replaceAll(/\s+/g, '');
    for (const words of [
      DATA_ACCESS_LEVELS,
      REGIONS,
      STAGES,
      STATUSES,
      USER_ROLES,
      SERVICE_ROLES,
    ]) {
      assert.ok(text.includes(`"enum":${JSON.stringify(words)}`), words.join());
    }
  });

  test('are described alike in docs/authorization.md', () => {
    const page = readFileSync('docs/authorization.md', 'utf8');
    const rows = [
      ...page.matchAll(
        /^\| `(\w+)` +\| `(none|indirect|direct|sensitive)` +\| `(\w+)` +\|/gm,
      ),
    ];
    assert.deepEqual(
      Object.fromEntries(rows.map(([, field, , level]) => [field, level])),
      policy.fields,
    );
  });
});

describe('the seed data', () => {
  const records = [...seedRecords()];

  test('are whole records of known tenants, each id once', () => {
    for (const {
      id,
      tenant_id,
      data_access_level,
      tax_id,
      created_at,
      updated_at,
      ...rest
    } of records) {
      const contents = Object.fromEntries(
        Object.entries(rest).filter(([, value]) => value !== null),
      );
      customerRecordSchema.parse({
        id,
        tenantId: tenant_id,
        dataAccessLevel: data_access_level,
        createdAt: created_at,
        updatedAt: updated_at,
        ...contents,
        ...(tax_id !== null && { taxId: tax_id }),
      });
      assert.ok(tenant_id in tenants);
    }
    assert.equal(new Set(records.map(({ id }) => id)).size, records.length);
  });

  test('hold each level in each tenant', () => {
    const seen = new Set(
      records.map(r => `${r.tenant_id} ${r.data_access_level}`),
    );
    assert.equal(
      seen.size,
      Object.keys(tenants).length * DATA_ACCESS_LEVELS.length,
    );
  });

  test('hold people of each role and status, in each tenant', () => {
    const all = Object.values(people).map(claims =>
      claimsSchema.parse({ iss: 'x', ...claims }),
    );
    assert.deepEqual(
      [...new Set(all.map(({ role }) => role))].toSorted(),
      [...USER_ROLES, ...SERVICE_ROLES].toSorted(),
    );
    const statuses = all.flatMap(one =>
      one.type === 'user' ? [one.status] : [],
    );
    assert.deepEqual([...new Set(statuses)].toSorted(), STATUSES.toSorted());
    const homes = new Set(all.map(({ tenant_id }) => tenant_id));
    assert.deepEqual(
      Object.keys(tenants).filter(id => !homes.has(id)),
      [],
    );
    const ids = all.filter(one => !one.act).map(({ uid }) => uid);
    assert.equal(new Set(ids).size, ids.length);
  });
});
