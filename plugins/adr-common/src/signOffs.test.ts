import type { Requirement, SignOff } from './schema';
import { asksFor, summarizeSignOffs } from './signOffs';

const now = `sha256:${'a'.repeat(64)}`;
const before = `sha256:${'b'.repeat(64)}`;
const platform = 'group:default/platform';
const security = 'group:default/security';

function signOff(
  name: string,
  groups: string[],
  rest: Partial<SignOff> = {},
): SignOff {
  return {
    user: `user:default/${name}`,
    groups,
    revision: now,
    signedAt: '2026-11-01T10:00:00.000Z',
    development: false,
    via: 'portal',
    ...rest,
  };
}

function summarize(
  requirements: Requirement[],
  given: SignOff[],
  countDevelopment = false,
) {
  return summarizeSignOffs({
    requirements,
    revision: now,
    given,
    countDevelopment,
  });
}

const both = [
  { group: security, minimum: 1 },
  { group: platform, minimum: 2 },
];

it.each<[string, Requirement[], SignOff[], string, number[]]>([
  ['nobody', both, [], 'missing', [0, 0]],
  ['one of three', both, [signOff('ada', [security])], 'partial', [1, 0]],
  [
    'one person twice',
    [{ group: platform, minimum: 2 }],
    [signOff('ada', [platform]), signOff('ada', [platform])],
    'partial',
    [1],
  ],
  [
    'one person in both groups',
    both,
    [signOff('ada', [security, platform]), signOff('bo', [platform])],
    'partial',
    [1, 1],
  ],
  [
    'three people, the first of whom has to make room',
    both,
    [
      signOff('ada', [security, platform]),
      signOff('bo', [security]),
      signOff('cy', [platform]),
    ],
    'complete',
    [1, 2],
  ],
  [
    'somebody of another group',
    both,
    [signOff('eve', ['group:default/crm'])],
    'missing',
    [0, 0],
  ],
  [
    'everybody, before the last edit',
    both,
    [
      signOff('ada', [security], { revision: before }),
      signOff('bo', [platform], { revision: before }),
    ],
    'stale',
    [0, 0],
  ],
  [
    'one now and one before',
    both,
    [
      signOff('ada', [security]),
      signOff('bo', [platform], { revision: before }),
    ],
    'partial',
    [1, 0],
  ],
])('%s', (_, requirements, given, state, filled) => {
  const summary = summarize(requirements, given);
  expect(summary.state).toBe(state);
  expect(summary.requirements.map(r => r.given)).toEqual(filled);
  expect(summary.requirements.map(r => r.missing)).toEqual(
    requirements.map((r, index) => r.minimum - filled[index]),
  );
  expect(summary.development).toBe(false);
});

describe('development sign-offs', () => {
  const requirements = [{ group: platform, minimum: 1 }];
  const played = signOff('ada', [platform], { development: true });

  it('count on a development portal, marked', () => {
    expect(summarize(requirements, [played], true)).toMatchObject({
      state: 'complete',
      development: true,
    });
  });

  it('count nowhere else', () => {
    expect(summarize(requirements, [played])).toMatchObject({
      state: 'missing',
      development: false,
    });
  });

  it('give way to a real one of the same person', () => {
    const real = signOff('ada', [platform]);
    expect(summarize(requirements, [played, real], true)).toMatchObject({
      state: 'complete',
      development: false,
    });
  });
});

it('asks those whose group has a free place', () => {
  const summary = summarize(both, [signOff('ada', [security])]);
  expect(asksFor(summary, [platform])).toBe(true);
  expect(asksFor(summary, [security])).toBe(false);
  expect(asksFor(summary, ['group:default/crm'])).toBe(false);
});
