import { evaluate, interpolate, isWanted } from './expressions';

const contexts = {
  github: {
    event_name: 'push',
    ref_name: 'main',
    ref_type: 'branch',
    event: { repository: { default_branch: 'main' } },
  },
  inputs: { artifact: 'image' },
  vars: {},
  steps: { rollout: { outcome: 'failure', outputs: { started: 'now' } } },
};

const value = (expression: string) => evaluate(expression, contexts, 'success');

it.each([
  ["github.event_name == 'push'", true],
  ["github.event_name != 'push'", false],
  [
    "github.event_name == 'push' && (github.ref_type == 'tag' || github.ref_name == github.event.repository.default_branch)",
    true,
  ],
  ["vars.COMPANYOS_PORTAL != ''", false],
  ["steps.rollout.outputs.started != ''", true],
  ["steps.other.outputs.started != ''", false],
  ["steps.rollout.outcome == 'success' && 'SUCCEEDED' || 'FAILED'", 'FAILED'],
  ['!cancelled()', true],
  ["'it''s'", "it's"],
  ['inputs.artifact', 'image'],
])('%s is %p', (expression, expected) => {
  expect(value(expression)).toBe(expected);
});

it.each([
  ['github.actor', "'github.actor' is not known here"],
  ['inputs.artefact', "'inputs.artefact' is not known here"],
  ['matrix.node', "'matrix.node' is not known here"],
  ["contains('a')", "'contains' with arguments is not known here"],
  ['hashFiles()', "The function 'hashFiles' is not known here"],
  ['1 < 2', 'has something that is not known here'],
  ["(github.ref_name == 'main'", 'lacks a parenthesis'],
  ["'main' 'main'", 'cannot be read'],
  ['github.ref_name ==', 'cannot be read'],
])('%s is refused', (expression, message) => {
  expect(() => value(expression)).toThrow(message);
});

it.each([
  [undefined, 'success', true],
  [undefined, 'failure', false],
  ["${{ github.event_name == 'push' }}", 'success', true],
  ["${{ github.event_name == 'push' }}", 'failure', false],
  ["${{ github.event_name == 'pull_request' }}", 'success', false],
  ['${{ !cancelled() }}', 'failure', true],
  ['${{ !cancelled() }}', 'cancelled', false],
  ["${{ always() && vars.NAME != '' }}", 'failure', false],
  ['${{ failure() }}', 'failure', true],
  ['${{ failure() }}', 'success', false],
] as const)(
  'the condition %p after %s says %p',
  (condition, status, wanted) => {
    expect(isWanted(condition, contexts, status)).toBe(wanted);
  },
);

it('puts values into a text', () => {
  const text = 'deployment-${{ inputs.artifact }}-${{ vars.NAME }}';
  expect(interpolate(text, contexts, 'success')).toBe('deployment-image-');
});
