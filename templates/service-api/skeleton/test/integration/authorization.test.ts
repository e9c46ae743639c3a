import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { withClient } from '../../dev/postgres.ts';
import { shownCustomerRecordSchema } from '../../src/customerRecords/schema.ts';
import {
  startEnvironment,
  type TestEnvironment,
} from '../support/environment.ts';
import { assertProblem } from '../support/problem.ts';
import {
  creation,
  newRecord,
  TENANTS,
  UNKNOWN_ID,
} from '../support/samples.ts';

// With the real OPA and the policies of this repository.

const path = '/v1/customer-records';
const ACR = (level: number) => `urn:companyos:acr:${level}`;
let environment: TestEnvironment;

before(async () => {
  environment = await startEnvironment();
});
after(() => environment[Symbol.asyncDispose]());

const as: TestEnvironment['as'] = (...args) => environment.as(...args);

/** A seeded record of a tenant at a level. */
async function recordOf(tenant: string, level: string): Promise<string> {
  const rows = await withClient(environment.databaseUrl, client =>
    client.query<{ id: string }>(
      `select id from customer_records
         where tenant_id = $1 and data_access_level = $2 and tax_id is not null limit 1`,
      [tenant, level],
    ),
  );
  return `${path}/${rows.rows[0]?.id ?? ''}`;
}

async function decisionOf(response: Response) {
  const requestId = response.headers.get('x-request-id');
  return environment.service.log(
    line => line.requestId === requestId && line.message === 'Decision',
  );
}

describe('a read', () => {
  test('is allowed up to the level of the reader, and leaves a line that names who, what and why', async () => {
    const url = await recordOf(TENANTS.restricted, 'internal');
    const response = await as('edith', url);
    assert.equal(response.status, 200);
    const line = await decisionOf(response);
    const { decision_id, durationMs, trace_id, subject, resource } = line;
    assert.match(String(decision_id), /^[0-9a-f-]{36}$/);
    assert.match(String(trace_id), /^[0-9a-f]{32}$/);
    assert.ok(typeof durationMs === 'number' && durationMs > 0);
    assert.deepEqual(subject, {
      type: 'user',
      id: '01a207bd-a9c0-7202-8000-000000000002',
      tenant_id: TENANTS.restricted,
      role: 'editor',
    });
    assert.deepEqual(resource, {
      type: 'customer_record',
      id: url.split('/').at(-1),
      tenant_id: TENANTS.restricted,
    });
    const { level, action, result, reason, obligations } = line;
    assert.deepEqual(
      { level, action, result, reason, obligations },
      {
        level: 'info',
        action: 'customer_record.read',
        result: 'allow',
        reason: 'allowed',
        obligations: ['redact_fields'],
      },
    );
  });

  test('shows no field above that level, and names those it left out', async () => {
    const url = await recordOf(TENANTS.restricted, 'public');
    const shown = async (user: string) => {
      const record = shownCustomerRecordSchema.parse(
        await (await as(user, url)).json(),
      );
      return [record.redacted, 'name' in record, 'taxId' in record];
    };
    const contact = ['name', 'email', 'phone', 'notes', 'taxId'];
    assert.deepEqual(await shown('vera'), [contact, false, false]);
    assert.deepEqual(await shown('edith'), [['taxId'], true, false]);
  });

  for (const [user, reason] of [
    ['sue', 'subject_not_active'],
    ['cleo', 'subject_not_active'],
    ['pia', 'level_too_low'],
    ['no-tenant', undefined],
  ] as const) {
    test(`is denied to ${user}: ${reason ?? 'nothing is in its tenant'}`, async () => {
      const response = await as(
        user,
        await recordOf(TENANTS.restricted, 'internal'),
      );
      const line = await decisionOf(response);
      assert.equal(line.result, 'deny');
      if (reason) {
        const problem = await assertProblem(response, 'FORBIDDEN');
        assert.equal(problem.reason, reason);
        assert.equal(problem.decisionId, line.decision_id);
      } else {
        await assertProblem(response, 'RECORD_NOT_FOUND');
      }
    });
  }

  test('is denied in a suspended tenant', async () => {
    const response = await as(
      'carl',
      await recordOf(TENANTS.suspended, 'internal'),
    );
    const { reason } = await assertProblem(response, 'FORBIDDEN');
    assert.equal(reason, 'tenant_not_active');
  });

  for (const user of ['edith', 'pia', 'sue', 'carl', 'order-history']) {
    test(`of another tenant looks to ${user} like one of nothing, and both are logged`, async () => {
      const foreign = await as(
        user,
        await recordOf(TENANTS.confidential, 'public'),
      );
      const nothing = await as(user, `${path}/${UNKNOWN_ID}`);
      const bodies = [];
      for (const response of [foreign, nothing]) {
        assert.ok(await decisionOf(response));
        const { detail, requestId, ...body } = await assertProblem(
          response,
          'RECORD_NOT_FOUND',
        );
        assert.ok(requestId && detail.startsWith('No record has the id '));
        bodies.push(body);
      }
      assert.deepEqual(bodies[0], bodies[1]);
      assert.equal((await decisionOf(foreign)).result, 'deny');
    });
  }

  test('by a service for a user is the user’s', async () => {
    const url = await recordOf(TENANTS.restricted, 'confidential');
    assert.equal((await as('edith-by-order-history', url)).status, 200);
    const own = await assertProblem(
      await as('order-history', url),
      'FORBIDDEN',
    );
    assert.equal(own.reason, 'level_too_low');
  });
});

describe('a step-up', () => {
  test('is asked for by the most sensitive records, as RFC 9470 says', async () => {
    const url = await recordOf(TENANTS.restricted, 'restricted');
    for (const request of [
      { user: 'ada' },
      { user: 'ada', acr: ACR(2), age: 1000 },
      { user: 'ada', acr: 'urn:unknown' },
    ]) {
      const response = await as(request, url);
      assert.equal(
        response.headers.get('www-authenticate'),
        'Bearer error="insufficient_user_authentication", ' +
          'error_description="This action needs a stronger sign-in, at most 900 seconds ago.", ' +
          `acr_values="${ACR(2)} ${ACR(3)}", max_age="900"`,
      );
      assert.equal((await decisionOf(response)).reason, 'step_up_required');
      await assertProblem(response, 'STEP_UP_REQUIRED');
    }
    const response = await as({ user: 'ada', acr: ACR(3), age: 60 }, url);
    assert.equal(response.status, 200);
    const record = (await response.json()) as {
      redacted?: string[];
      taxId?: string;
    };
    assert.equal(record.redacted, undefined);
    assert.ok(record.taxId);
  });

  test('is not offered to whom it would not help', async () => {
    const response = await as(
      'edith',
      await recordOf(TENANTS.restricted, 'restricted'),
    );
    const { reason } = await assertProblem(response, 'FORBIDDEN');
    assert.equal(reason, 'level_too_low');
  });
});

describe('a list', () => {
  test('stops below what needs a step-up, in one decision', async () => {
    const levels = async (acr: string) => {
      const seen = new Set<unknown>();
      const response = await as({ user: 'ada', acr }, `${path}?limit=100`);
      const { items } = (await response.json()) as {
        items: Record<string, unknown>[];
      };
      for (const item of items) {
        seen.add(item.dataAccessLevel);
      }
      const lines = environment.service.logs.filter(
        line =>
          line.message === 'Decision' &&
          line.requestId === response.headers.get('x-request-id'),
      );
      assert.equal(lines.length, 1);
      return seen.has('restricted');
    };
    assert.equal(await levels(ACR(1)), false);
    assert.equal(await levels(ACR(2)), true);
  });

  test('of a suspended tenant is denied', async () => {
    await assertProblem(await as('carl', path), 'FORBIDDEN');
  });
});

describe('a creation', () => {
  for (const [user, level, reason] of [
    ['vera', 'public', 'role_not_allowed'],
    ['aki', 'public', 'role_not_allowed'],
    ['order-history', 'public', 'role_not_allowed'],
    ['edith', 'restricted', 'level_too_low'],
  ] as const) {
    test(`of a ${level} record is denied to ${user}, and nothing is kept`, async () => {
      const name = `Denied to ${user}`;
      const body = { ...newRecord, name, dataAccessLevel: level };
      const response = await as(user, path, creation(body));
      const problem = await assertProblem(response, 'FORBIDDEN');
      assert.equal(problem.reason, reason);
      const { rowCount } = await withClient(environment.databaseUrl, client =>
        client.query('select from customer_records where name = $1', [name]),
      );
      assert.equal(rowCount, 0);
    });
  }

  test('is allowed to a service that writes, whose answer hides what it may not read', async () => {
    const response = await as('import-job', path, creation(newRecord));
    assert.equal(response.status, 201);
    const { redacted } = shownCustomerRecordSchema.parse(await response.json());
    assert.deepEqual(redacted, ['taxId']);
  });
});
