import { TestDatabases } from '@backstage/backend-test-utils';
import { DecisionLog } from '@companyos/policy';
import { startPortal } from './__testUtils__/startPortal';

jest.setTimeout(120_000);

const databases = TestDatabases.create({ ids: ['POSTGRES_18'] });

it('takes the log of a policy that is evaluated in a process, and finds what is missing of it', async () => {
  const portal = await startPortal({ databases });
  const log = new DecisionLog({
    labels: { id: 'portal-1', entity: 'component:default/pay' },
    bundle: { name: 'portal', revision: 'abc' },
    capacity: 3,
    sink: {
      upload: async body => {
        await portal.send(body).expect(200);
      },
      report: async status => {
        await portal
          .send(
            Buffer.from(JSON.stringify(status)),
            'opa',
            'identity',
            '/v1/status',
          )
          .expect(200);
      },
    },
  });
  const decide = (result: unknown) =>
    log.record({
      path: 'portal/decision',
      input: {
        permission: { name: 'adr.document.read' },
        user: { entity_ref: 'user:default/ada' },
      },
      result,
      evalNanos: 7000,
      at: Date.now(),
    });
  const id = decide({ result: 'DENY', reason: 'held by: platform' });
  for (let n = 0; n < 4; n++) decide({ result: 'ALLOW' });
  await log.flush();

  const { body } = await portal.get(`/v1/decisions/${id}`).expect(200);
  expect(body).toMatchObject({ result: 'deny', inputs: 'shown' });
  const instances = await portal.get('/v1/instances').expect(200);
  expect(instances.body.items).toEqual([
    expect.objectContaining({
      opaId: 'portal-1',
      stored: 3,
      missing: 0,
      reported: expect.objectContaining({
        decisions: 5,
        dropped: { dropped_buffer_size_limit_exceeded: 2 },
        revisions: { portal: 'abc' },
      }),
    }),
  ]);
});
