import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { startOpa } from '../../dev/opa.ts';
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
import {
  raw,
  result,
  startScriptedPolicy,
  type ScriptedPolicy,
} from '../support/scriptedPolicy.ts';

const list = '/v1/customer-records';
const restrict = {
  type: 'restrict',
  tenant_id: TENANTS.restricted,
  data_access_level: 'internal',
};
const allow = (...obligations: object[]) =>
  result({ allow: true, reason: 'allowed', obligations });

/** Checks the problem, the log line and the counter of one refused request. */
async function refused(
  { service, as }: TestEnvironment,
  outcome: { result: string; reason: string },
  init?: RequestInit,
): Promise<void> {
  const response = await as('edith', list, init);
  const isDenied = outcome.result === 'deny';
  const problem = await assertProblem(
    response,
    isDenied ? 'FORBIDDEN' : 'POLICY_UNAVAILABLE',
  );
  assert.equal(problem.reason, outcome.reason);
  const line = await service.log(
    ({ message, requestId }) =>
      message === 'Decision' && requestId === problem.requestId,
  );
  assert.equal(line.level, isDenied ? 'info' : 'error');
  assert.deepEqual({ result: line.result, reason: line.reason }, outcome);
  const metrics = await (await fetch(service.metricsUrl)).text();
  assert.match(
    metrics,
    new RegExp(
      `companyos_policy_decisions_total\\{[^}]*result="${outcome.result}",reason="${outcome.reason}"\\} [1-9]`,
    ),
  );
}

describe('an engine that', () => {
  let policy: ScriptedPolicy;
  let environment: TestEnvironment;
  before(async () => {
    policy = await startScriptedPolicy();
    environment = await startEnvironment({
      OPA_URL: policy.url,
      OPA_TIMEOUT_MS: '300',
    });
  });
  after(async () => {
    await environment[Symbol.asyncDispose]();
    await policy[Symbol.asyncDispose]();
  });

  for (const [what, answer, outcome, reason] of [
    ['answers no JSON', raw('<html>'), 'error', 'invalid_answer'],
    ['answers an empty body', raw(''), 'error', 'invalid_answer'],
    ['fails', raw('{"code":"internal_error"}', 500), 'error', 'invalid_answer'],
    ['answers with a redirect', raw('', 302), 'error', 'invalid_answer'],
    ['answers true', result(true), 'error', 'invalid_answer'],
    ['answers null', result(null), 'error', 'invalid_answer'],
    [
      'allows by a word',
      result({ allow: 'true', reason: 'allowed', obligations: [] }),
      'error',
      'invalid_answer',
    ],
    [
      'gives no reason',
      result({ allow: true, obligations: [] }),
      'error',
      'invalid_answer',
    ],
    [
      'gives no obligations',
      result({ allow: true, reason: 'allowed' }),
      'error',
      'invalid_answer',
    ],
    [
      'adds a condition of its own',
      result({ allow: true, reason: 'allowed', obligations: [], unless: 1 }),
      'error',
      'invalid_answer',
    ],
    [
      'allows and asks for a step-up',
      result({ allow: true, reason: 'allowed', obligations: [], step_up: {} }),
      'error',
      'invalid_answer',
    ],
    [
      'answers too much',
      raw(JSON.stringify({ result: 'x'.repeat(70_000) })),
      'error',
      'invalid_answer',
    ],
    ['decides nothing', result(), 'undefined', 'undefined'],
    [
      'denies',
      result({ allow: false, reason: 'level_too_low', obligations: [] }),
      'deny',
      'level_too_low',
    ],
    [
      'wants something unknown',
      allow(restrict, { type: 'watermark' }),
      'deny',
      'unknown_obligation',
    ],
    [
      'hides a field that is none',
      allow(restrict, { type: 'redact_fields', fields: ['pin'] }),
      'deny',
      'unknown_obligation',
    ],
    [
      'hides nothing in particular',
      allow(restrict, { type: 'redact_fields' }),
      'error',
      'invalid_answer',
    ],
    ['restricts a list to nothing', allow(), 'error', 'invalid_answer'],
    ['restricts twice', allow(restrict, restrict), 'error', 'invalid_answer'],
    [
      'restricts to another tenant',
      allow({ ...restrict, tenant_id: TENANTS.confidential }),
      'error',
      'invalid_answer',
    ],
    ['is slow', () => undefined, 'error', 'timeout'],
    [
      'is slow within its answer',
      (res: { write: (text: string) => void }) => {
        res.write('{');
      },
      'error',
      'timeout',
    ],
  ] as const) {
    test(`${what}: ${outcome}, never an allow`, async () => {
      policy.answer = answer;
      await refused(environment, { result: outcome, reason });
    });
  }

  test('restricts a creation to less than what is to be made: deny', async () => {
    policy.answer = allow(restrict);
    const body = { ...newRecord, dataAccessLevel: 'confidential' };
    await refused(
      environment,
      { result: 'deny', reason: 'restricted' },
      creation(body),
    );
  });

  test('is asked what the schema of the input says, in the same trace, without baggage', async () => {
    policy.answer = allow(restrict);
    const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
    const headers = {
      traceparent: `00-${traceId}-00f067aa0ba902b7-01`,
      baggage: 'secret=1',
    };
    const user = {
      user: 'edith-by-order-history',
      acr: 'urn:companyos:acr:2',
      age: 5,
    };
    assert.equal((await environment.as(user, list, { headers })).status, 200);
    const request = policy.requests.at(-1);
    assert.equal(request?.path, '/v1/data/customer_records/decision');
    assert.match(
      request.traceparent ?? '',
      new RegExp(`^00-${traceId}-[0-9a-f]{16}-`),
    );
    assert.equal(request.baggage, undefined);
    const input = policy.inputs.at(-1) as {
      subject: Record<string, unknown>;
      context: { time: string; authentication: { auth_time: number } };
    };
    assert.equal(input.subject.issuer, environment.issuer.url);
    const { time, ...context } = input.context;
    assert.ok(Math.abs(Date.parse(time) - Date.now()) < 10_000);
    assert.deepEqual(
      { ...input, subject: Object.keys(input.subject).toSorted(), context },
      {
        subject:
          'data_access_level groups id issuer role status subject tenant_id type'.split(
            ' ',
          ),
        action: { name: 'customer_record.list' },
        resource: {
          type: 'customer_record',
          fields:
            'id tenantId dataAccessLevel segment name email phone notes taxId createdAt updatedAt'.split(
              ' ',
            ),
        },
        context: {
          environment: {
            id: 'development',
            stage: 'development',
            region: 'eu-central',
            data_access_level: 'restricted',
          },
          authentication: {
            acr: 'urn:companyos:acr:2',
            auth_time: input.context.authentication.auth_time,
          },
          actor: { type: 'service', id: 'order-history' },
        },
      },
    );
  });
});

test('OPA that is killed is an error, and is asked again when it is back', async () => {
  const dir = mkdtempSync(path.join(tmpdir(), 'opa-'));
  const logFile = path.join(dir, 'opa.log');
  await using opa = await startOpa({ logFile });
  await using environment = await startEnvironment({ OPA_URL: opa.url });
  assert.equal((await environment.as('edith', list)).status, 200);
  opa.kill();
  await opa.stop();
  await refused(environment, { result: 'error', reason: 'unreachable' });
  // also where there is nothing to read: the failure must not tell which ids exist
  await assertProblem(
    await environment.as('edith', `${list}/${UNKNOWN_ID}`),
    'POLICY_UNAVAILABLE',
  );
  const port = Number(new URL(opa.url).port);
  await using again = await startOpa({ logFile, port });
  assert.equal(again.url, opa.url);
  await sleep(200); // nobody knocks for a moment after a refused connection
  assert.equal((await environment.as('edith', list)).status, 200);
  rmSync(dir, { recursive: true });
});
