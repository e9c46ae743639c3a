import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  cpSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { ReleaseFacts } from '@companyos/evidence';
import { builtins } from './builtins';
import { ReleaseGate, type GateDecision, type GateTriage } from './releaseGate';

const root = resolve(__dirname, '../../..');
const assets = join(root, 'packages/policy/assets');

type Fields = Record<string, unknown>;

type Case = {
  title: string;
  entrypoint?: 'findings';
  change?: { op: 'add' | 'remove'; path: string; value?: unknown }[];
  findings?: Fields[];
  exceptions?: Fields[];
  decision: Partial<GateDecision>;
};

// The table that `opa test` runs on OPA.
const table: {
  request: Fields;
  finding: Fields;
  exception: Fields;
  cases: Case[];
} = JSON.parse(
  readFileSync(join(root, 'policies/release/testdata/cases.json'), 'utf8'),
);

let gate: ReleaseGate;
beforeAll(async () => {
  execFileSync(process.execPath, [
    join(root, 'packages/policy/scripts/build-policies.mjs'),
  ]);
  gate = await ReleaseGate.load(assets);
});

function set(target: Fields, path: string, value?: unknown) {
  const keys = path.split('/').slice(1);
  const last = keys.pop()!;
  const parent = keys.reduce((one, key) => one[key] as Fields, target);
  if (value === undefined) delete parent[last];
  else parent[last] = value;
}

function like(example: Fields, differences: Fields[]): Fields[] {
  return differences.map(difference =>
    Object.fromEntries(
      Object.entries({ ...example, ...difference }).filter(
        ([, value]) => value !== null,
      ),
    ),
  );
}

function askedBy({ change = [], findings, exceptions }: Case): Fields {
  const asked = structuredClone(table.request);
  for (const { path, value } of change) set(asked, path, value);
  if (findings)
    set(asked, '/statements/scan/findings', like(table.finding, findings));
  if (exceptions) set(asked, '/exceptions', like(table.exception, exceptions));
  return asked;
}

/** Past the types of the gate, as the cases are about what is missing and wrong. */
function decide(
  { now, ...asked }: Fields,
  entrypoint = 'decision',
  by = gate,
): GateDecision {
  const time = { toISOString: () => now } as Date;
  const question = { environment: asked.environment as string, now: time };
  if (entrypoint === 'decision')
    return by.decideRelease(asked as ReleaseFacts, question);
  const { artifact, statements, exceptions } = asked as ReleaseFacts;
  const findings = statements.scan?.findings!;
  return by.decideFindings({ artifact, findings, exceptions }, question);
}

/** Whether each finding of a case counts, and why. */
function triage(one: Case): GateTriage {
  const { now, environment, ...asked } = askedBy(one);
  const { artifact, statements, exceptions } = asked as ReleaseFacts;
  const findings = statements?.scan?.findings!;
  const time = { toISOString: () => now } as Date;
  return gate.triage(
    { artifact, findings, exceptions },
    { environment: environment as string, now: time },
  );
}

/** What OPA itself answers to the cases, by their places in the table. */
function answersOfOpa<T>(rule: string): T[] {
  const printed = execFileSync(
    process.env.OPA_BIN || 'opa',
    ['eval', '--format=json', '--data=policies', `data.release_test.${rule}`],
    { cwd: root, encoding: 'utf8' },
  );
  return JSON.parse(printed).result[0].expressions[0].value;
}

describe('WebAssembly answers as OPA does, to the last word', () => {
  let expected: GateDecision[];
  let triages: GateTriage[];
  beforeAll(() => {
    expected = answersOfOpa('answers');
    triages = answersOfOpa('triages');
  });

  it.each(table.cases.map((one, index) => [one.title, one, index] as const))(
    '%s',
    (_, one, index) => {
      const answer = decide(askedBy(one), one.entrypoint);
      expect(answer).toEqual(expected[index]);
      expect(answer.allow).toBe(one.decision.allow);
      expect(triage(one)).toEqual(triages[index]);
    },
  );
});

it('decides about a thousand findings with a hundred exceptions quickly', () => {
  const number = (index: number) => ({ id: `GHSA-${index}`, level: 'low' });
  const findings = Array.from({ length: 1000 }, (_, index) => number(index));
  const exceptions = Array.from({ length: 100 }, (_, index) => ({
    vulnerability: `GHSA-${index}`,
  }));
  const one = { title: '', findings, exceptions, decision: {} };
  const asked = askedBy(one);
  const started = performance.now();
  const { excepted, counted } = decide(asked);
  expect(performance.now() - started).toBeLessThan(5_000);
  expect([excepted.length, counted.low]).toEqual([100, 900]);
  const { findings: triaged } = triage(one);
  expect(performance.now() - started).toBeLessThan(10_000);
  expect(triaged.filter(({ counts }) => counts)).toHaveLength(900);
});

it('says by a digest what decided', () => {
  const bytes = ['release.wasm', 'release.data.json'].map(name =>
    readFileSync(join(assets, name)),
  );
  expect(gate.sha256).toBe(
    createHash('sha256').update(Buffer.concat(bytes)).digest('hex'),
  );
});

describe('a gate that is broken', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'companyos-gate-'));
    cpSync(assets, folder, { recursive: true });
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('does not load without its module', async () => {
    rmSync(join(folder, 'release.wasm'));
    await expect(ReleaseGate.load(folder)).rejects.toThrow(
      /release\.wasm' is missing; build it with/,
    );
  });

  it('does not load with data that are none', async () => {
    writeFileSync(join(folder, 'release.data.json'), '{');
    await expect(ReleaseGate.load(folder)).rejects.toThrow(/cannot be loaded/);
  });

  it('allows nothing without its data', async () => {
    writeFileSync(join(folder, 'release.data.json'), '{}');
    const broken = await ReleaseGate.load(folder);
    const decision = decide(askedBy(table.cases[0]), 'decision', broken);
    expect(decision.violations.map(({ code }) => code)).toEqual([
      'environment_unknown',
    ]);
  });
});

it.each([
  ['2026-11-25T09:00:00Z', 1795597200],
  ['2026-11-25T10:00:00+01:00', 1795597200],
  ['2026-11-25T09:00:00.5Z', 1795597200.5],
  ['2028-02-29T00:00:00Z', 1835395200],
  ['2026-02-29T00:00:00Z', undefined],
  ['2026-02-30T00:00:00Z', undefined],
  ['2026-13-01T00:00:00Z', undefined],
  ['2026-11-25T25:00:00Z', undefined],
  ['2026-11-25 09:00:00Z', undefined],
  ['2026-11-25', undefined],
  ['', undefined],
  [1795597200, undefined],
  [null, undefined],
])('the time %j is %s as OPA reads it', (time, seconds) => {
  const read = builtins['time.parse_rfc3339_ns'](time);
  expect(read === undefined ? read : read / 1e9).toBe(seconds);
  const printed = execFileSync(
    process.env.OPA_BIN || 'opa',
    ['eval', '--format=json', '--stdin-input', 'time.parse_rfc3339_ns(input)'],
    { input: JSON.stringify(time), encoding: 'utf8' },
  );
  const [result] = JSON.parse(printed).result ?? [];
  const expected = seconds && Math.round(seconds * 1e9);
  expect(result?.expressions[0].value).toBe(expected);
});
