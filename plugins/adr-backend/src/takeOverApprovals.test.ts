import { TestDatabases } from '@backstage/backend-test-utils';
import type { Entity } from '@backstage/catalog-model';
import { GitHubServer } from './__testUtils__/GitHubServer';
import { componentOf, startPortal } from './__testUtils__/startPortal';

const databases = TestDatabases.create({ ids: ['POSTGRES_18'] });
jest.setTimeout(60_000);

let github: GitHubServer;
beforeEach(async () => {
  github = await GitHubServer.start();
});
afterEach(() => github.stop());

const DOCUMENT = '/v1/entities/component/default/pay/documents/docs/p.md';
const text = (words: string) =>
  `---\nsign-offs: [{ group: security }, { group: platform }]\n---\n# P\n\n${words}\n`;

function user(name: string, login: string, groups: string[]): Entity {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'User',
    metadata: { name, annotations: { 'github.com/user-login': login } },
    relations: groups.map(group => ({
      type: 'memberOf',
      targetRef: `group:default/${group}`,
    })),
  };
}

async function start() {
  const portal = await startPortal({
    databases,
    github,
    entities: [
      componentOf(github, 'pay'),
      user('ada', 'ada-hub', ['security']),
      user('bo', 'bo-hub', ['platform']),
      user('cy', 'cy-hub', ['platform']),
      user('dan', 'dan-hub', ['crm']),
      user('author', 'author-hub', ['platform']),
      user('fay', 'fay-hub', ['platform']),
      user('twin-1', 'twin-hub', ['platform']),
      user('twin-2', 'twin-hub', ['platform']),
    ],
  });
  await portal.sync();
  return portal;
}

it('takes over approvals of exactly this revision, by the people asked', async () => {
  const earlier = github.commit('pay', { 'docs/p.md': text('Draft') });
  const commit = github.commit('pay', { 'docs/p.md': text('Final') });
  const at = '2026-11-01T11:00:00Z';
  github.pull('pay', {
    author: 'author-hub',
    merged: true,
    reviews: [
      { login: 'ada-hub', state: 'APPROVED', commit, at },
      { login: 'ada-hub', state: 'COMMENTED', commit, at },
      // Before the last push.
      { login: 'bo-hub', state: 'APPROVED', commit: earlier, at },
      // Changed their mind.
      { login: 'cy-hub', state: 'APPROVED', commit, at },
      { login: 'cy-hub', state: 'CHANGES_REQUESTED', commit, at },
      // Taken away.
      { login: 'fay-hub', state: 'DISMISSED', commit, at },
      // Of no group that is asked; of nobody; of two people; of the author.
      { login: 'dan-hub', state: 'APPROVED', commit, at },
      { login: 'stranger', state: 'APPROVED', commit, at },
      { login: 'twin-hub', state: 'APPROVED', commit, at },
      { login: 'author-hub', state: 'APPROVED', commit, at },
    ],
  });
  const portal = await start();
  const { body } = await portal.get(DOCUMENT).expect(200);
  expect(body.given).toEqual([
    {
      user: 'user:default/ada',
      groups: ['group:default/security'],
      revision: body.revision,
      signedAt: '2026-11-01T11:00:00.000Z',
      development: false,
      via: 'github',
      url: 'https://git.test/acme/pay/pull/7#review-0',
    },
  ]);
  expect(body.signOffs.state).toBe('partial');

  expect(portal.audited).toEqual([
    expect.stringMatching(/^sign-off-create .*user:default\/ada.*#review-0/),
  ]);

  // GitHub is asked once for a revision.
  github.requests.splice(0);
  await portal.sync();
  expect(github.requests).toEqual(['/repos/acme/pay/commits/main/status']);
});

it('takes nothing over from a pull request that was not merged', async () => {
  const commit = github.commit('pay', { 'docs/p.md': text('Final') });
  github.pull('pay', {
    author: 'author-hub',
    merged: false,
    reviews: [
      {
        login: 'ada-hub',
        state: 'APPROVED',
        commit,
        at: '2026-11-01T11:00:00Z',
      },
    ],
  });
  const portal = await start();
  const { body } = await portal.get(DOCUMENT).expect(200);
  expect(body.given).toEqual([]);
});

const AT = '2026-11-01T11:00:00Z';

it('reads approvals beyond the first page of reviews', async () => {
  const commit = github.commit('pay', { 'docs/p.md': text('Final') });
  const talk = Array.from({ length: 100 }, (_, i) => ({
    login: `talker-${i}`,
    state: 'COMMENTED',
    commit,
    at: AT,
  }));
  github.pull('pay', {
    author: 'author-hub',
    merged: true,
    reviews: [...talk, { login: 'ada-hub', state: 'APPROVED', commit, at: AT }],
  });
  const portal = await start();
  const { body } = await portal.get(DOCUMENT).expect(200);
  expect(body.given).toMatchObject([{ user: 'user:default/ada' }]);
});

it('asks again when GitHub did not answer for approvals', async () => {
  const commit = github.commit('pay', { 'docs/p.md': text('Final') });
  const pull = {
    author: 'author-hub',
    merged: true,
    reviews: [{ login: 'ada-hub', state: 'APPROVED', commit, at: AT }],
  };
  github.pull('pay', { ...pull, fault: 502 });
  const portal = await start();
  const before = await portal.get(DOCUMENT).expect(200);
  expect(before.body.given).toEqual([]);
  github.pull('pay', pull);
  await portal.sync();
  const after = await portal.get(DOCUMENT).expect(200);
  expect(after.body.given).toMatchObject([
    { user: 'user:default/ada', via: 'github' },
  ]);
});
