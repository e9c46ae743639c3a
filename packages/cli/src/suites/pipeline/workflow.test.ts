import fs from 'node:fs';
import { stringify } from 'yaml';
import { useTemporaryFolder } from '../../testing';
import { readWorkflow } from './workflow';

const folder = useTemporaryFolder();
const sha = 'a'.repeat(40);

function workflow(step: object, job: object = {}) {
  const file = folder.path('workflow.yml');
  fs.writeFileSync(
    file,
    stringify({
      name: 'Sample',
      on: { workflow_call: { inputs: {}, secrets: {} } },
      permissions: {},
      concurrency: { group: 'sample' },
      defaults: { run: { shell: 'bash' } },
      jobs: {
        one: {
          name: 'One',
          'runs-on': 'ubuntu-24.04',
          'timeout-minutes': 5,
          permissions: { contents: 'read' },
          steps: [{ name: 'Step', ...step }],
          ...job,
        },
      },
    }),
  );
  return () => readWorkflow(file);
}

it('reads steps that run and steps that use an action', () => {
  expect(workflow({ run: 'true' })().jobs.one.steps[0].run).toBe('true');
  const uses = `actions/checkout@${sha}`;
  expect(workflow({ uses })().jobs.one.steps[0].uses).toBe(uses);
});

it.each([
  [
    'an expression in a script',
    { run: 'echo ${{ github.ref }}' },
    {},
    'use env',
  ],
  ['a tag of an action', { uses: 'actions/checkout@v7' }, {}, 'uses'],
  ['an action of others', { uses: `acme/checkout@${sha}` }, {}, 'uses'],
  ['neither script nor action', {}, {}, 'jobs.one.steps.0'],
  ['a key that is not obeyed', { run: 'true', shell: 'sh' }, {}, 'shell'],
  [
    'a job without an end',
    { run: 'true' },
    { 'timeout-minutes': 0 },
    'timeout',
  ],
  ['a matrix', { run: 'true' }, { strategy: { matrix: {} } }, 'strategy'],
])('refuses %s', (_, step, job, message) => {
  expect(workflow(step, job)).toThrow(message);
});
