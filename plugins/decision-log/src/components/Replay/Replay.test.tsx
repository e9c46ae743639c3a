import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { renderTestApp } from '@backstage/frontend-test-utils';
import type {
  Replay,
  ReplayOutcome,
} from '@companyos/plugin-decision-log-common';
import {
  away,
  decisionLogApiMock,
  denied,
  entityRef,
  forever,
} from '../../__testUtils__/decisionLog';
import { decisionLogPage, replaySubPage } from '../../plugin';

type Api = NonNullable<Parameters<typeof decisionLogApiMock>[0]>;

const id = '0f8a2c1e-0000-4000-8000-000000000001';

const outcome: ReplayOutcome = {
  candidate: { sha256: 'a'.repeat(64), files: 3, opaVersion: '1.22.2' },
  seen: 1510,
  replayed: 1500,
  same: 1480,
  matrix: [
    { from: 'deny', to: 'allow', count: 12, changed: 12 },
    { from: 'allow', to: 'deny', count: 5, changed: 5 },
    { from: 'allow', to: 'allow', count: 1483, changed: 3 },
  ],
  changes: [
    {
      path: 'crm/decision',
      from: 'deny',
      to: 'allow',
      reasonBefore: 'role_not_allowed',
      reasonAfter: 'allowed',
      role: 'auditor',
      tenant: 't1',
      count: 12,
      examples: [
        {
          decisionId: 'd-7',
          time: '2026-11-25T10:00:00Z',
          before: '{"allow":false}',
          after: '{"allow":true}',
        },
      ],
    },
    {
      path: 'crm/decision',
      from: 'allow',
      to: 'deny',
      reasonBefore: 'allowed',
      role: 'viewer',
      count: 5,
      examples: [],
    },
  ],
  beyond: { opening: 0, other: 0 },
  notReplayed: [{ code: 'INPUT_MASKED', count: 10 }],
  clock: { logged: 0, event: 4 },
};

const replay = (more: Partial<Replay> = {}): Replay => ({
  id,
  entityRef,
  state: 'done',
  requestedBy: 'user:default/ada',
  createdAt: '2026-11-25T10:00:00.000Z',
  from: '2026-11-24T10:00:00.000Z',
  to: '2026-11-25T10:00:00.000Z',
  pasted: false,
  ref: 'next',
  folder: 'policy',
  policy: 'a'.repeat(64),
  total: 1510,
  seen: 1510,
  ...more,
});

const open = (path: string, api: Api) =>
  renderTestApp({
    extensions: [decisionLogPage, replaySubPage],
    initialRouteEntries: [`/decision-log/replay${path}`],
    apis: [decisionLogApiMock(api)],
  });

const OF_ENTITY = '/component/default/crm';

describe('the replays of a component', () => {
  it.each([
    [forever, 'Loading replays'],
    [async () => ({ items: [] }), 'No replays yet'],
    [async () => ({ items: [replay()] }), 'next'],
    [away, 'Could not load replays'],
    [denied, 'You may not see replays'],
  ])('have a state for each answer: %#', async (listReplays, text) => {
    open(OF_ENTITY, { listReplays });
    expect(await screen.findByText(text)).toBeInTheDocument();
  });

  it('begin with a revision, with Rego in the place of a file, or with Rego alone', async () => {
    const startReplay = jest.fn(async () => replay({ state: 'running' }));
    open(OF_ENTITY, {
      listReplays: async () => ({ items: [] }),
      getReplay: forever,
      startReplay,
    });
    const button = await screen.findByRole('button', { name: 'Replay' });
    expect(button).toBeDisabled();
    await userEvent.type(screen.getByLabelText('Revision'), 'next');
    await userEvent.type(screen.getByLabelText('Or paste Rego'), 'package crm');
    await userEvent.type(screen.getByLabelText('Its file'), 'crm/crm.rego');
    await userEvent.click(button);
    expect(startReplay).toHaveBeenCalledWith(entityRef, {
      from: expect.stringMatching(/^\d{4}-/),
      to: expect.stringMatching(/^\d{4}-/),
      candidate: {
        ref: 'next',
        folder: 'policy',
        files: [{ path: 'crm/crm.rego', content: 'package crm' }],
      },
    });
    expect(await screen.findByText('Loading the replay')).toBeInTheDocument();
  });

  it('say why one could not be started', async () => {
    open(OF_ENTITY, {
      listReplays: async () => ({ items: [] }),
      startReplay: async () => {
        throw new Error('policy.rego:3: rego_unsafe_var_error');
      },
    });
    await userEvent.type(await screen.findByLabelText('Or paste Rego'), 'x');
    await userEvent.click(screen.getByRole('button', { name: 'Replay' }));
    expect(
      await screen.findByText('policy.rego:3: rego_unsafe_var_error'),
    ).toBeInTheDocument();
  });
});

describe('a replay', () => {
  it.each([
    [forever, 'Loading the replay'],
    [away, 'Could not load the replay'],
    [denied, 'You may not see the replay'],
    [
      async () => replay({ state: 'interrupted' }),
      /The portal was stopped in the middle/,
    ],
    [
      async () => replay({ state: 'failed', error: 'OPA cannot be run' }),
      'OPA cannot be run',
    ],
    [
      async () =>
        replay({
          outcome: { ...outcome, changes: [], matrix: [], notReplayed: [] },
        }),
      'Nothing would change',
    ],
  ])('has a state for each answer: %#', async (getReplay, text) => {
    open(`${OF_ENTITY}/${id}`, { getReplay });
    expect(await screen.findByText(text)).toBeInTheDocument();
  });

  it('tells how far it is, and is cancelled', async () => {
    const cancelReplay = jest.fn(async () => replay({ state: 'cancelled' }));
    open(`${OF_ENTITY}/${id}`, {
      getReplay: async () => replay({ state: 'running', seen: 700 }),
      cancelReplay,
    });
    const progress = await screen.findByRole('progressbar');
    expect(progress).toHaveAttribute('value', '700');
    expect(screen.getByText('700 of 1,510')).toBeInTheDocument();
    await userEvent.click(screen.getByRole('button', { name: 'Cancel' }));
    expect(cancelReplay).toHaveBeenCalledWith(entityRef, id);
  });

  it('says what opens first, from what to what, by rule, role and tenant, with examples', async () => {
    open(`${OF_ENTITY}/${id}`, { getReplay: async () => replay({ outcome }) });
    expect(
      await screen.findByText(
        'Of 1,500 decisions 12 would be allowed that were not, 5 would no longer be allowed, 3 would have another result.',
      ),
    ).toBeInTheDocument();
    const matrix = screen.getAllByRole('table')[0];
    expect(within(matrix).getByText('opens')).toBeInTheDocument();
    expect(within(matrix).getByText('closes')).toBeInTheDocument();
    expect(
      within(matrix).getByText('3 with another result'),
    ).toBeInTheDocument();
    const first = async () => {
      const table = screen.getByRole('grid');
      return (await within(table).findAllByRole('rowheader'))[0].textContent;
    };
    expect(await first()).toBe('crm/decision: role_not_allowed');
    await userEvent.click(screen.getByRole('radio', { name: /Role/ }));
    expect(await first()).toBe('auditor');
    await userEvent.click(screen.getByRole('radio', { name: /Tenant/ }));
    expect(await first()).toBe('t1');
    expect(screen.getByRole('link', { name: 'decision d-7' })).toHaveAttribute(
      'href',
      '/decision-log/find/d-7',
    );
    expect(screen.getByText('10: the input was masked')).toBeInTheDocument();
    expect(screen.getByText(/4 could ask for the time/)).toBeInTheDocument();
  });
});

it('asks for a component where none is named', async () => {
  open('', { listReplays: async () => ({ items: [] }) });
  const field = await screen.findByLabelText('Component');
  await userEvent.type(field, 'crm');
  await userEvent.click(screen.getByRole('button', { name: 'Choose' }));
  expect(
    await screen.findByText('Write it as component:default/orders'),
  ).toBeInTheDocument();
  await userEvent.clear(field);
  await userEvent.type(field, 'component:default/crm');
  await userEvent.click(screen.getByRole('button', { name: 'Choose' }));
  expect(await screen.findByText('No replays yet')).toBeInTheDocument();
});
