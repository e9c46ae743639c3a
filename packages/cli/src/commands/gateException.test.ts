import fs from 'node:fs';
import type { ExceptionRequest } from '@companyos/evidence';
import {
  finding,
  inDays,
  scan,
  useGatedRelease,
} from './__testUtils__/gatedRelease';

const release = useGatedRelease();

describe('an exception does not count', () => {
  beforeEach(() => release.statement('scan', 'vulnerabilities', scan(finding)));

  it.each<[string, Partial<ExceptionRequest>, string]>([
    [
      'when it has expired',
      { made: inDays(-9), expires: inDays(-1) },
      'it expired on',
    ],
    [
      'for another product',
      { artifactName: 'order-history' },
      'The statement is about another artifact.',
    ],
    ['when it runs too long', { expires: inDays(60) }, 'may run for 30 days'],
  ])('%s', async (_, change, why) => {
    await release.exception(change);
    const { code, codes, text } = await release.decided();
    expect({ code, codes }).toEqual({ code: 1, codes: ['critical_untriaged'] });
    expect(text).toContain(
      "The exception in 'security/exceptions/vex-undici.sigstore.json' does not count: ",
    );
    expect(text).toContain(why);
  });

  it('when the pipeline signed it for itself', async () => {
    await release.exception({}, 'pipeline');
    expect((await release.decided()).text).toContain(
      "does not count: The trust policy lets 'pipeline' sign signature, ",
    );
  });

  it('when a laptop signed it', async () => {
    await release.exception({}, 'laptop');
    expect((await release.decided()).text).toContain(
      "'laptop' does not open production.",
    );
  });

  it('when nobody trusted signed it', async () => {
    await release.exception({}, 'stranger');
    expect((await release.decided()).text).toContain(
      'does not count: The signature was made with a key that the trust policy does not have.',
    );
  });
});

const request = {
  vulnerability: finding.id,
  package: 'pkg:npm/undici@5.0.0',
  'artifact-name': 'customer-records',
  status: 'affected',
  action: 'Redirects are not followed until the update',
  owner: 'group:default/crm',
  expires: inDays(20).toISOString().slice(0, 10),
  key: 'keys/security.key',
  out: 'security/exceptions/vex-undici.sigstore.json',
};

/** Asks for one as a person does, with something changed. */
function ask(change: Record<string, string | undefined> = {}) {
  const options = Object.entries({ ...request, ...change });
  return release.companyos(
    'exception',
    ...options.flatMap(([name, value]) =>
      value === undefined ? [] : [`--${name}`, value],
    ),
  );
}

it('signs an exception that the gate accepts, also after a rebuild', async () => {
  await release.statement('scan', 'vulnerabilities', scan(finding));
  expect(await ask()).toMatchObject({
    code: 0,
    stderr: expect.stringContaining(
      'about every release of pkg:generic/customer-records, until ',
    ),
  });
  expect(await release.decided()).toMatchObject({
    code: 0,
    excepted: [
      {
        vulnerability: finding.id,
        owner: 'group:default/crm',
        status: 'affected',
        expires: `${request.expires}T00:00:00.000Z`,
      },
    ],
  });

  const rebuilt = Buffer.from('the artifact of customer-records 1.4.3');
  await release.evidence(rebuilt, scan(finding));
  expect(await release.decided()).toMatchObject({
    code: 0,
    excepted: [{ vulnerability: finding.id }],
  });
});

it.each([
  [{ owner: undefined }, '--owner'],
  [{ expires: undefined }, '--expires'],
  [{ owner: 'crm' }, 'owner: use a group or a user of the catalog'],
  [{ expires: 'some day' }, 'expires: use a day such as'],
  [{ expires: '2020-01-01' }, 'expires: use a day that is still to come'],
  [{ status: 'ignored' }, 'status: '],
  [{ action: undefined }, 'action: say what is done about it'],
  [
    { status: 'not_affected', action: undefined },
    'justification: say why it is not affected: component_not_present, ',
  ],
  [{ justification: 'component_not_present' }, 'goes with the status'],
  [{ package: 'undici' }, 'package: use a package URL'],
  [{ note: 'first\nexpires: 2099-01-01T00:00:00Z' }, 'note: use a single line'],
  [
    { out: 'security/exceptions/undici.json' },
    'call it vex-NAME.sigstore.json',
  ],
])('refuses to sign an exception with %j', async (change, message) => {
  const { code, stderr } = await ask(change);
  expect({ code, stderr }).toEqual({
    code: 2,
    stderr: expect.stringContaining(message),
  });
  expect(fs.existsSync(release.path('security'))).toBe(false);
});
