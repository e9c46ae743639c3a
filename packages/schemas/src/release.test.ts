import { cpSync, globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { checkTypes, checkTypesWithSlip, evaluate } from './__testUtils__/opa';
import { readSchema, validate } from './validate';

const root = resolve(__dirname, '../../..');
const readJson = (file: string) => JSON.parse(readFileSync(file, 'utf8'));

let policies: string;
beforeAll(() => {
  policies = mkdtempSync(join(tmpdir(), 'companyos-release-'));
  const folder = join(policies, 'release');
  cpSync(join(root, 'policies/release'), folder, { recursive: true });
});
afterAll(() => rmSync(policies, { recursive: true, force: true }));

describe('the examples of request and response', () => {
  const files = globSync(
    join(root, 'packages/schemas/release/examples/*.json'),
  );

  it('are three to five', () => {
    expect(files.length).toBeGreaterThanOrEqual(3);
    expect(files.length).toBeLessThanOrEqual(5);
  });

  it.each(files.map(file => [basename(file), readJson(file)]))(
    '%s is valid, and what OPA answers',
    (_, { request, response }) => {
      expect(validate('release/input', request)).toEqual([]);
      expect(validate('release/decision', response)).toEqual([]);
      expect(evaluate(policies, 'data.release.decision', request)).toEqual(
        response,
      );
    },
  );
});

describe('the gate', () => {
  it('reads data of the shape that its schema says', () => {
    const { environments } = readJson(join(policies, 'release/data.json'));
    expect(validate('release/environments', environments)).toEqual([]);
  });

  it('answers what the schema says, with a case for each code', () => {
    const answers = evaluate(policies, 'data.release_test.answers') as {
      violations: { code: string }[];
    }[];
    for (const answer of answers) {
      expect(validate('release/decision', answer)).toEqual([]);
    }
    const told = answers.flatMap(one => one.violations.map(({ code }) => code));
    const { properties } = readSchema('release/decision') as {
      properties: {
        violations: {
          items: { properties: { code: { enum: string[] } } };
        };
      };
    };
    const { code } = properties.violations.items.properties;
    expect([...new Set(told)].sort()).toEqual([...code.enum].sort());
  });
});

describe('a decision', () => {
  const counted = { critical: 0, high: 0, medium: 0, low: 0, unknown: 0 };
  const allowed = { allow: true, violations: [], counted, excepted: [] };
  const violation = { code: 'over_limit', message: 'Too many.' };
  it.each([
    ['is plain', allowed, true],
    [
      'denies for a reason',
      { ...allowed, allow: false, violations: [violation] },
      true,
    ],
    ['allows in spite of one', { ...allowed, violations: [violation] }, false],
    ['denies for none', { ...allowed, allow: false }, false],
    ['counts by other levels', { ...allowed, counted: { severe: 1 } }, false],
    [
      'has an unknown code',
      {
        ...allowed,
        allow: false,
        violations: [{ ...violation, code: 'mood' }],
      },
      false,
    ],
  ])('that %s: valid is %s', (_, decision, valid) => {
    expect(validate('release/decision', decision).length === 0).toBe(valid);
  });
});

describe('opa check --schema', () => {
  it('has nothing to say of the policy as it is', () => {
    expect(checkTypes(policies, 'release')).toEqual({ status: 0, stderr: '' });
  });

  it.each([
    ['release/release.rego', 'input.artifact.digest', 'input.artifact.sha256'],
    ['release/findings.rego', 'scan.findings', 'scan.results'],
    [
      'release/statements.rego',
      'statements.provenance.commit',
      'statements.build.commit',
    ],
    ['release/exceptions.rego', 'in input.exceptions', 'in input.exemptions'],
  ])('finds a slip in %s: %s', (file, right, wrong) => {
    const slip = { file, right, wrong };
    expect(checkTypesWithSlip(policies, 'release', slip)).toEqual({
      status: 1,
      stderr: expect.stringContaining('rego_type_error: undefined ref'),
    });
  });
});
