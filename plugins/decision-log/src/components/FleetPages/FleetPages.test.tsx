import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { renderTestApp } from '@backstage/frontend-test-utils';
import { DecisionLogClient } from '@companyos/plugin-decision-log-common';
import {
  away,
  counter,
  decisionLogApiMock,
  denied,
  entityRef,
  forever,
  instance,
  refusal,
} from '../../__testUtils__/decisionLog';
import {
  completenessSubPage,
  decisionLogPage,
  denialsSubPage,
  failuresSubPage,
  findSubPage,
  revisionsSubPage,
} from '../../plugin';

type Api = NonNullable<Parameters<typeof decisionLogApiMock>[0]>;

const noCounters = async () => ({ state: 'known' as const, items: [] });
const noRefusals = async () => ({ items: [], total: 0 });

function open(path: string, api: Api) {
  return renderTestApp({
    extensions: [
      decisionLogPage,
      denialsSubPage,
      failuresSubPage,
      revisionsSubPage,
      completenessSubPage,
      findSubPage,
    ],
    initialRouteEntries: [`/decision-log${path}`],
    apis: [
      decisionLogApiMock({
        listCounters: noCounters,
        listRefusals: noRefusals,
        listInstances: async () => ({ items: [] }),
        ...api,
      }),
    ],
  });
}

describe.each([
  ['', 'denials', 'listRefusals', noRefusals, 'Nothing was denied'],
  [
    '/failures',
    'services that fail closed',
    'listRefusals',
    noRefusals,
    'Every policy answered',
  ],
  [
    '/revisions',
    'revisions',
    'listSkews',
    async () => ({ items: [], reporting: 2, running: 2 }),
    'No skew',
  ],
  [
    '/completeness',
    'the completeness of the log',
    'listInstances',
    async () => ({ items: [] }),
    'No OPA has sent anything',
  ],
])('%s', (path, subject, method, none, empty) => {
  it.each([
    [forever, `Loading ${subject}`],
    [none, empty],
    [away, `Could not load ${subject}`],
    [denied, `You may not see ${subject}`],
  ])('has a state for each answer: %#', async (answer, text) => {
    open(path, { [method]: answer });
    expect(await screen.findByText(text)).toBeInTheDocument();
  });
});

it('denials lead to the decisions that they are', async () => {
  const listRefusals = jest.fn().mockResolvedValue({
    items: [
      refusal(),
      refusal({ entityRef: undefined, reason: undefined, count: 2 }),
    ],
    total: 186,
  });
  open('', { listRefusals });
  expect(
    await screen.findByText(
      '186 denials in the last day; most often crm: tenant_mismatch, 184 times.',
    ),
  ).toBeVisible();
  const row = screen.getByRole('row', { name: /crm/ });
  expect(row).toHaveAttribute(
    'data-href',
    '/catalog/default/component/crm/decisions?result=deny&path=crm%2Fdecision&reason=tenant_mismatch&span=day',
  );
  expect(screen.getByRole('row', { name: /No entity/ })).toHaveTextContent(
    'None given',
  );
  await userEvent.click(screen.getByRole('button', { name: /Last day/ }));
  await userEvent.click(screen.getByRole('option', { name: 'Last 7 days' }));
  expect(await screen.findByText(/in the last 7 days/)).toBeVisible();
  const { cause, from } = listRefusals.mock.lastCall?.[0];
  expect(cause).toBe('policy');
  expect(Date.now() - Date.parse(from)).toBeCloseTo(7 * 86_400_000, -5);
});

describe('failing closed', () => {
  it('is apart from denials, by the log and by the services themselves', async () => {
    const listRefusals = jest.fn().mockResolvedValue({
      items: [refusal({ result: 'error', reason: 'eval_error', count: 3 })],
      total: 3,
    });
    open('/failures', {
      listRefusals,
      listCounters: async () => ({ state: 'known', items: [counter()] }),
    });
    expect(
      await screen.findByText(
        '3 times a policy had no answer in the last day; 1 service was left without one.',
      ),
    ).toBeVisible();
    expect(listRefusals.mock.lastCall?.[0]).toMatchObject({ cause: 'failure' });
    expect(screen.getByText('eval_error')).toBeVisible();
    const [, byService] = screen.getAllByRole('grid');
    expect(
      within(byService).getByRole('row', { name: /crm/ }),
    ).toHaveTextContent(/timeout7407$/);
  });

  it('is not known of services without a Prometheus', async () => {
    open('/failures', {
      listCounters: async () => ({
        state: 'unknown',
        code: 'NOT_CONFIGURED',
        reason: 'The portal knows no Prometheus to ask',
      }),
    });
    expect(
      await screen.findByText(/what services got no answer to is not known\.$/),
    ).toBeVisible();
    expect(screen.getByText('Not known')).toBeVisible();
    expect(screen.queryByText('Every service got an answer')).toBeNull();
  });
});

describe('revisions', () => {
  it('are listed where OPAs of one service differ', async () => {
    const lastSeen = '2026-01-01T00:00:00.000Z';
    open('/revisions', {
      listSkews: async () => ({
        reporting: 4,
        running: 5,
        items: [
          {
            entityRef,
            bundle: 'authz',
            revisions: [
              { revision: 'two', instances: 2, lastSeen },
              { revision: 'one', instances: 1, lastSeen },
            ],
          },
        ],
      }),
    });
    expect(
      await screen.findByText(
        '1 service has OPAs with different revisions; 1 of 5 OPAs do not say which they have.',
      ),
    ).toBeVisible();
    expect(screen.getAllByRole('row', { name: /crm/ })).toHaveLength(2);
  });

  it('that no OPA reports are not taken for equal', async () => {
    open('/revisions', {
      listSkews: async () => ({ items: [], reporting: 0, running: 3 }),
    });
    expect(
      await screen.findByText('No OPA says which policies it has'),
    ).toBeVisible();
    expect(screen.queryByText('No skew')).toBeNull();
  });
});

describe('completeness', () => {
  it('shows 137 when 137 did not arrive, as the server says it', async () => {
    // What the server answered, through the client that the portal uses.
    const answers: Record<string, unknown> = {
      '/v1/instances': {
        items: [instance({ stored: 263, missing: 137 })],
      },
      '/v1/counters': { state: 'known', items: [counter()] },
    };
    const client = new DecisionLogClient({
      baseUrl: '',
      fetch: (async (url: string) => ({
        ok: true,
        json: async () => answers[url.split('?')[0]],
      })) as unknown as typeof fetch,
    });
    open('/completeness', {
      listInstances: client.listInstances.bind(client),
      listCounters: client.listCounters.bind(client),
    });
    expect(
      await screen.findByText(
        '137 decisions of 1 OPA are missing; 1 service counts otherwise.',
      ),
    ).toBeVisible();
    const [byOpa, byService] = screen.getAllByRole('grid');
    expect(within(byOpa).getByRole('row', { name: /crm/ })).toHaveTextContent(
      /137 missing400263300$/,
    );
    expect(
      within(byService).getByRole('row', { name: /crm/ }),
    ).toHaveTextContent(/137 not in the log4002637$/);
    await userEvent.click(screen.getByRole('button', { name: '137 missing' }));
    expect(
      await screen.findByText(/They neither arrived nor were given up/),
    ).toBeVisible();
  });

  it('says what was dropped and by whom, and what is not known', async () => {
    open('/completeness', {
      listInstances: async () => ({
        items: [
          instance({
            dropped: 5,
            reported: {
              ...instance().reported!,
              dropped: { buffer_size_limit_exceeded: 2 },
              problems: ['decision_logs: timeout'],
            },
          }),
          instance({ opaId: '', reported: undefined, missing: undefined }),
        ],
      }),
    });
    expect(
      await screen.findByText(
        'Nothing that OPAs counted is missing; of 1 OPA it is not known.',
      ),
    ).toBeVisible();
    expect(
      screen.getByText('5 by the portal, 2 buffer_size_limit_exceeded by OPA'),
    ).toBeVisible();
    expect(screen.getByText('Complete, with problems')).toBeVisible();
    await userEvent.click(screen.getByRole('button', { name: 'Not known' }));
    expect(
      await screen.findByText('It has sent no status report.'),
    ).toBeVisible();
  });

  it('says of how many it speaks where there are more', async () => {
    open('/completeness', {
      listInstances: async () => ({ items: [instance()], nextCursor: 'next' }),
    });
    expect(
      await screen.findByText(/^Of the newest 1 OPA processes; /),
    ).toBeVisible();
  });

  it('is asked for one entity when the address names it', async () => {
    const listInstances = jest.fn().mockResolvedValue({ items: [instance()] });
    open(`/completeness?entity=${entityRef}`, { listInstances });
    expect(
      await screen.findByText(/of component:default\/crm alone/i),
    ).toBeVisible();
    expect(listInstances.mock.lastCall?.[0]).toMatchObject({ entityRef });
  });
});

it('finds a decision by its id', async () => {
  const getDecision = jest.fn(forever);
  open('/find', { getDecision: getDecision as Api['getDecision'] });
  await userEvent.type(
    await screen.findByRole('textbox', { name: 'Decision id' }),
    ' d/1 {Enter}',
  );
  expect(await screen.findByText('Loading the decision')).toBeInTheDocument();
  expect(getDecision).toHaveBeenCalledWith('d/1');
});
