import { splitFrontMatter } from './frontMatter';
import { toRequirements } from './requirements';

function read(yaml: string) {
  return toRequirements(splitFrontMatter(`---\n${yaml}\n---\n# T\n`));
}

it.each([
  [
    'sign-offs: [{ role: Security, group: group:default/security, minimum: 2 }]',
    [{ group: 'group:default/security', role: 'Security', minimum: 2 }],
  ],
  [
    'sign-offs:\n  - group: Platform\n  - group: group:ops/sre',
    [
      { group: 'group:default/platform', minimum: 1 },
      { group: 'group:ops/sre', minimum: 1 },
    ],
  ],
  [
    'sign-offs:\n  required:\n    - group: group:default/sre\n      count: 2\n  given: []',
    [{ group: 'group:default/sre', minimum: 2 }],
  ],
  ['signOffs: [{ group: sre }]', [{ group: 'group:default/sre', minimum: 1 }]],
])('reads %j', (yaml, requirements) => {
  expect(read(yaml)).toEqual({ kind: 'required', requirements });
});

it.each([
  'title: T',
  'sign-offs: []',
  'sign-offs:',
  'sign-offs: { required: [] }',
])('finds none in %j', yaml => {
  expect(read(yaml)).toEqual({ kind: 'none' });
});

it.each([
  ['sign-offs: security', 'sign-offs: '],
  ['sign-offs: [{ role: Security }]', '0.group: '],
  ['sign-offs: [{ group: user:default/ada }]', '0.group: name a group'],
  ['sign-offs: [{ group: sre, minimum: 0 }]', '0.minimum: '],
  ['sign-offs: { required: [{ group: sre, count: many }] }', '0.count: '],
  ['sign-offs: [{ group: sre }]\nbroken: [', 'the front matter is not YAML'],
])('says why it cannot read %j', (yaml, reason) => {
  expect(read(yaml)).toEqual({
    kind: 'invalid',
    problem: {
      code: 'SIGN_OFFS_INVALID',
      message: expect.stringContaining(
        `The required sign-offs cannot be read: ${reason}`,
      ),
    },
  });
});
