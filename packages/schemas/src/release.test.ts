import { execFileSync, spawnSync } from 'node:child_process';
import {
  cpSync,
  globSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { readSchema, validate } from './validate';

const root = resolve(__dirname, '../../..');
const opa = process.env.OPA_BIN || 'opa';
const policies = join(root, 'policies/release');
const readJson = (file: string) => JSON.parse(readFileSync(file, 'utf8'));

function evaluate(query: string, input: unknown = {}): unknown {
  const answer = execFileSync(
    opa,
    ['eval', '--stdin-input', '--format=json', '--data=policies', query],
    { input: JSON.stringify(input), cwd: root, encoding: 'utf8' },
  );
  return JSON.parse(answer).result?.[0].expressions[0].value;
}

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
      expect(evaluate('data.release.decision', request)).toEqual(response);
    },
  );
});

describe('the gate', () => {
  it('reads data of the shape that its schema says', () => {
    const { environments } = readJson(join(policies, 'data.json'));
    expect(validate('release/environments', environments)).toEqual([]);
  });

  it('answers what the schema says, with a case for each code', () => {
    const answers = evaluate('data.release_test.answers') as {
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
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'companyos-release-'));
    cpSync(policies, join(folder, 'release'), { recursive: true });
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const check = () =>
    spawnSync(
      opa,
      [
        'check',
        '--strict',
        `--schema=${join(root, 'packages/schemas/release')}`,
        folder,
      ],
      { encoding: 'utf8' },
    );

  it('has nothing to say of the policy as it is', () => {
    expect(check()).toMatchObject({ status: 0, stderr: '' });
  });

  it.each([
    ['release.rego', 'input.artifact.digest', 'input.artifact.sha256'],
    ['findings.rego', 'scan.findings', 'scan.results'],
    [
      'statements.rego',
      'statements.provenance.commit',
      'statements.build.commit',
    ],
    ['exceptions.rego', 'in input.exceptions', 'in input.exemptions'],
  ])('finds a slip in %s: %s', (file, right, wrong) => {
    const target = join(folder, 'release', file);
    const text = readFileSync(target, 'utf8');
    expect(text).toContain(right);
    writeFileSync(target, text.replace(right, wrong));
    try {
      const { status, stderr } = check();
      expect(status).not.toBe(0);
      expect(stderr).toContain('rego_type_error: undefined ref');
    } finally {
      writeFileSync(target, text);
    }
  });
});
