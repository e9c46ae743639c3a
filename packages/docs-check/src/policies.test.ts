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
