import { spawnSync } from 'node:child_process';
import { readFile, root } from './repository';

it('policies and their documentation say the same', () => {
  const { status, stderr } = spawnSync(
    process.execPath,
    ['packages/docs-check/scripts/policies.mjs'],
    { cwd: root, encoding: 'utf8' },
  );
  expect([status, stderr]).toEqual([0, '']);
});

it('docs/policies/customer-records.md explains every reason, in the order of the policy library', () => {
  const table = readFile('docs/policies/customer-records.md')
    .split('## Reasons')[1]
    .split('\n## ')[0];
  const explained = [...table.matchAll(/^\| `([a-z_]+)`/gm)].map(
    match => match[1],
  );
  const list = /^reasons := \[([^\]]*)\]/m.exec(
    readFile('policies/lib/answer.rego'),
  );
  const known = [...(list?.[1] ?? '').matchAll(/"([a-z_]+)"/g)].map(
    match => match[1],
  );
  expect(known.length).toBeGreaterThan(5);
  expect(explained).toEqual(known);
});

it('docs/policies/vulnerability-gate.md explains every code of the gate', () => {
  const table = readFile('docs/policies/vulnerability-gate.md')
    .split('## Codes')[1]
    .split('\n## ')[0];
  const explained = [...table.matchAll(/^\| `([a-z_]+)`/gm)].map(
    match => match[1],
  );
  const { properties } = JSON.parse(
    readFile('packages/schemas/release/decision.schema.json'),
  );
  const known: string[] = properties.violations.items.properties.code.enum;
  expect(known.length).toBeGreaterThan(10);
  // the last one is the command's own, for a policy that gives no answer
  expect(explained).toEqual([...known, 'policy_unavailable']);
});

it('docs/policies/customer-records.md lists every action as the policy data has it', () => {
  const { actions } = JSON.parse(
    readFile(
      'templates/service-api/skeleton/policy/customer_records/data.json',
    ),
  ) as { actions: Record<string, { verb: string; records: string }> };
  const rows = [
    ...readFile('docs/policies/customer-records.md').matchAll(
      /^\| `(customer_record\.\w+)` +\| (\w+) +\| (\w+) +\|/gm,
    ),
  ].map(([, name, records, verb]) => [name, { verb, records }]);
  expect(Object.fromEntries(rows)).toEqual(actions);
});
