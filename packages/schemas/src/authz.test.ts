import { cpSync, globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { checkTypes, checkTypesWithSlip, evaluate } from './__testUtils__/opa';
import { readSchema, validate } from './validate';

const root = resolve(__dirname, '../../..');
const skeleton = join(root, 'templates/service-api/skeleton/policy');
const readJson = (file: string) => JSON.parse(readFileSync(file, 'utf8'));

// As a rendered service has it.
let policy: string;
beforeAll(() => {
  policy = mkdtempSync(join(tmpdir(), 'companyos-schemas-'));
  cpSync(skeleton, policy, { recursive: true });
  cpSync(join(root, 'policies/lib'), join(policy, 'lib'), { recursive: true });
});
afterAll(() => rmSync(policy, { recursive: true, force: true }));

describe('the examples of request and response', () => {
  const files = globSync(join(root, 'packages/schemas/authz/examples/*.json'));

  it('are three to five', () => {
    expect(files.length).toBeGreaterThanOrEqual(3);
    expect(files.length).toBeLessThanOrEqual(5);
  });

  it.each(files.map(file => [basename(file), readJson(file)]))(
    '%s is valid, and what OPA answers',
    (_, { request, response }) => {
      expect(validate('authz/input', request)).toEqual([]);
      expect(validate('authz/decision', response)).toEqual([]);
      expect(
        evaluate(policy, 'data.customer_records.decision', request),
      ).toEqual(response);
    },
  );
});

describe('the policy', () => {
  const { requests, cases, tenants } = readJson(
    join(skeleton, 'customer_records/testdata/cases.json'),
  );

  it('is tested with valid requests, and answers what the schema says', () => {
    for (const request of Object.values(requests)) {
      expect(validate('authz/input', request)).toEqual([]);
    }
    for (const { decision } of cases) {
      expect(validate('authz/decision', decision)).toEqual([]);
    }
    expect(cases.length).toBeGreaterThan(50);
  });

  it('knows the reasons of the schema, and has a case for each', () => {
    const { reason } = readSchema('authz/decision').properties as {
      reason: { enum: string[] };
    };
    expect([...reason.enum].sort()).toEqual(
      [...(evaluate(policy, 'data.lib.reasons') as string[])].sort(),
    );
    const told = cases.map(
      (one: { decision: { reason: string } }) => one.decision.reason,
    );
    expect([...new Set(told)].sort()).toEqual([...reason.enum].sort());
  });

  it('reads data of the shape that its schemas say', () => {
    const data = (name: string) => readJson(join(policy, name, 'data.json'));
    expect(validate('authz/tenants', data('tenants'))).toEqual([]);
    expect(validate('authz/tenants', tenants)).toEqual([]);
    expect(validate('authz/step-up', data('lib/step_up'))).toEqual([]);
  });
});

describe('a decision', () => {
  const denied = { allow: false, reason: 'tenant_mismatch', obligations: [] };
  it.each([
    ['is plain', denied, true],
    ['allows for another reason', { ...denied, allow: true }, false],
    [
      'denies with the reason of a permission',
      { ...denied, reason: 'allowed' },
      false,
    ],
    [
      'needs a step-up and does not say which',
      { ...denied, reason: 'step_up_required' },
      false,
    ],
    [
      'says a step-up that it does not need',
      { ...denied, step_up: { acr_values: ['a'], max_age: 1 } },
      false,
    ],
    [
      'denies with an obligation',
      { ...denied, obligations: [{ type: 'redact_fields', fields: ['a'] }] },
      false,
    ],
    [
      'has an unknown obligation',
      { allow: true, reason: 'allowed', obligations: [{ type: 'dance' }] },
      false,
    ],
  ])('that %s: valid is %s', (_, decision, valid) => {
    expect(validate('authz/decision', decision).length === 0).toBe(valid);
  });
});

describe('opa check --schema', () => {
  it('has nothing to say of the policy as it is', () => {
    expect(checkTypes(policy, 'authz')).toEqual({ status: 0, stderr: '' });
  });

  it.each([
    [
      'customer_records/customer_records.rego',
      'input.resource.type',
      'input.resource.kind',
    ],
    ['lib/input.rego', 'input.subject.status', 'input.subject.state'],
    ['lib/step_up.rego', 'authentication.acr', 'authentication.acl'],
    ['lib/step_up.rego', 'data.lib.step_up.actions', 'data.lib.step_up.action'],
  ])('finds a slip in %s: %s', (file, right, wrong) => {
    const slip = { file, right, wrong };
    expect(checkTypesWithSlip(policy, 'authz', slip)).toEqual({
      status: 1,
      stderr: expect.stringContaining('rego_type_error: undefined ref'),
    });
  });
});
