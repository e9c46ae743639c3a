import { auditorServiceFactory } from '@backstage/backend-defaults/auditor';
import { TestDatabases } from '@backstage/backend-test-utils';
import { generateKeyPair } from 'jose';
import { passed, sign } from './__testUtils__/evidence';
import { Issuer } from './__testUtils__/Issuer';
import { componentOf, startPortal } from './__testUtils__/startPortal';

const databases = TestDatabases.create({ ids: ['POSTGRES_18'] });
jest.setTimeout(60_000);

let issuer: Issuer;
beforeEach(async () => {
  issuer = await Issuer.start();
});
afterEach(() => issuer.stop());

const ids = (repository: string, owner = '42') => ({
  'companyos.dev/repository-id': repository,
  'companyos.dev/repository-owner-id': owner,
});

async function start(settings = {}) {
  const portal = await startPortal({
    databases,
    auditor: auditorServiceFactory,
    entities: [
      componentOf('pay', ids('4711')),
      componentOf('crm', ids('4712')),
      componentOf('moved', ids('4711', '43')),
      componentOf('plain'),
    ],
    supplyChain: {
      github: { audience: 'portal', issuer: issuer.url, ...settings },
    },
  });
  await portal.round();
  const bundle = await sign('testResult', passed);
  return {
    portal,
    upload: async (token: string | Promise<string>, name = 'pay') =>
      portal.upload(
        bundle,
        `Bearer ${await token}`,
        `component:default/${name}`,
      ),
  };
}

it('takes evidence of the repository that the entity names, and of no other', async () => {
  const { portal, upload } = await start();
  const answer = await upload(issuer.token());
  expect([answer.status, answer.body.items[0]]).toMatchObject([
    201,
    { outcome: 'verified', uploadedBy: 'github:acme/pay/actions/runs/9001' },
  ]);
  for (const name of ['crm', 'moved', 'plain', 'none']) {
    const refused = await upload(issuer.token(), name);
    expect(refused.status).toBe(404);
    expect(refused.body.error.message).toBe(
      `There is no entity 'component:default/${name}' with the annotations of acme/pay, 'companyos.dev/repository-id: "4711"' and 'companyos.dev/repository-owner-id: "42"', or the portal has not heard of it yet`,
    );
  }
  // The same name with another number is another repository.
  const renamed = await upload(issuer.token({ repository_id: '4713' }));
  expect(renamed.status).toBe(404);
  const subject = await upload(
    issuer.token({ sub: 'repo:acme/crm:ref:refs/heads/main' }),
    'crm',
  );
  expect(subject.status).toBe(404);
  await expect(portal.knex('releases').pluck('entity_ref')).resolves.toEqual([
    'component:default/pay',
  ]);
});

it('takes a token once, also when it comes twice at the same time', async () => {
  const { portal, upload } = await start();
  const token = await issuer.token();
  const answers = await Promise.all([1, 2, 3, 4].map(() => upload(token)));
  expect(answers.map(({ status }) => status).sort()).toEqual([
    201, 401, 401, 401,
  ]);
  const again = await upload(token);
  expect(again.body.error.message).toMatch(/was used before/);

  // Those that have expired are forgotten.
  await portal.round();
  await expect(portal.knex('upload_tokens').pluck('id')).resolves.toHaveLength(
    1,
  );
  await portal.knex('upload_tokens').update({ expires_at: new Date(0) });
  await portal.round();
  await expect(portal.knex('upload_tokens').pluck('id')).resolves.toEqual([]);
});

it.each([
  'pull_request',
  'pull_request_target',
  'merge_group',
  'issue_comment',
])('takes nothing of a run for %s', async event_name => {
  const { upload } = await start();
  const { status, body } = await upload(issuer.token({ event_name }));
  expect([status, body.error.message]).toEqual([
    403,
    `Runs for '${event_name}' upload no evidence; those for push, release, schedule, workflow_dispatch do`,
  ]);
});

it('refuses tokens that are wrong, and says why', async () => {
  const { upload } = await start();
  const stranger = await generateKeyPair('RS256');
  const wrong: [Promise<string>, RegExp][] = [
    [issuer.token({}, { audience: 'another' }), /"aud" claim/],
    [issuer.token({}, { key: stranger.privateKey }), /signature verification/],
    [issuer.token({}, { expires: '-1m' }), /"exp" claim/],
    [issuer.token({ repository_id: undefined }), /repository_id: /],
    [issuer.token({ repository_owner_id: 42 }), /repository_owner_id: /],
    [issuer.token({ jti: undefined }), /jti: /],
  ];
  for (const [token, message] of wrong) {
    const { status, body } = await upload(token);
    expect([status, body.error.message]).toEqual([
      401,
      expect.stringMatching(message),
    ]);
  }
});

it('knows nobody from another issuer, or where none is configured', async () => {
  const elsewhere = await Issuer.start();
  const { portal, upload } = await start();
  expect((await upload(elsewhere.token())).status).toBe(401);
  await elsewhere.stop();
  // The way in for workflows leads to uploads alone.
  const token = await issuer.token();
  await portal
    .get('/v1/components?purl=pkg:npm/a', `Bearer ${token}`)
    .expect(401);

  const without = await startPortal({ databases });
  await without.round();
  await without
    .upload(await sign('testResult', passed), `Bearer ${token}`)
    .expect(401);
});

it('answers 503 when the issuer’s keys cannot be had', async () => {
  const { upload } = await start({ jwksUrl: `${issuer.url}/nothing` });
  const { status, body } = await upload(issuer.token());
  expect([status, body.error.message]).toEqual([
    503,
    expect.stringMatching(/could not be had/),
  ]);
});
