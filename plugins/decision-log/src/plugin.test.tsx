import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { renderTestApp } from '@backstage/frontend-test-utils';
import { createTestEntityPage } from '@backstage/plugin-catalog-react/testUtils';
import {
  away,
  counts,
  decision,
  decisionLogApiMock,
  denied,
  entityRef,
  forever,
  httpError,
  instance,
  page,
  summary,
} from './__testUtils__/decisionLog';
import { decisionLogEntityCard, decisionLogEntityContent } from './plugin';

type Api = NonNullable<Parameters<typeof decisionLogApiMock>[0]>;

const entity = {
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Component',
  metadata: { name: 'crm', namespace: 'default' },
};

describe('the card', () => {
  const card = (summaries: NonNullable<Api['summaries']>) =>
    renderTestApp({
      extensions: [createTestEntityPage({ entity }), decisionLogEntityCard],
      apis: [decisionLogApiMock({ summaries })],
    });
  const none = 'No decisions in the last day';

  it.each([
    [forever, 'Loading policy decisions'],
    [away, 'the database is away'],
    [denied, 'You may not see policy decisions'],
    [async () => ({ summaries: { [entityRef]: counts() } }), none],
    [async () => ({ summaries: { [entityRef]: null } }), none],
  ])('has a state for each answer: %#', async (answer, text) => {
    card(answer);
    expect(await screen.findByText(text)).toBeInTheDocument();
  });

  it('says what the last day came to, and leads to the tab', async () => {
    card(async () => ({
      summaries: {
        [entityRef]: counts({ allow: 12_410, deny: 184, error: 2 }),
      },
    }));
    expect(
      await screen.findByText(
        '12,596 decisions in the last day, 184 denied; 2 times there was no answer.',
      ),
    ).toBeVisible();
    expect(screen.getByText('Denied 184')).toBeVisible();
    expect(screen.getByText('Error 2')).toBeVisible();
    expect(screen.queryByText(/^Undefined/)).not.toBeInTheDocument();
    expect(screen.getByRole('link', { name: 'All decisions' })).toHaveAttribute(
      'href',
      '/catalog/default/component/crm/decisions',
    );
  });
});

describe('the tab', () => {
  function show(api: Api, search = '') {
    renderTestApp({
      extensions: [createTestEntityPage({ entity }), decisionLogEntityContent],
      initialRouteEntries: [`/${search}`],
      apis: [
        decisionLogApiMock({
          getSummary: async () => summary({ allow: 3, deny: 1 }),
          listDecisions: async () => page([decision()]),
          listInstances: async () => ({ items: [instance({ missing: 137 })] }),
          listCounters: async () => ({ state: 'known', items: [] }),
          ...api,
        }),
      ],
    });
  }

  it.each([
    [forever, 'Loading policy decisions'],
    [away, 'the database is away'],
    [denied, 'You may not see policy decisions'],
  ])('has a state for each answer: %#', async (getSummary, text) => {
    show({ getSummary });
    expect(await screen.findByText(text)).toBeInTheDocument();
  });

  it.each([
    [forever, 'Loading decisions'],
    [away, 'the database is away'],
    [denied, 'You may not see decisions'],
    [async () => page([]), 'No such decisions'],
  ])('has a state for each answer of its list: %#', async (answer, text) => {
    show({ listDecisions: answer });
    expect(await screen.findByText(text)).toBeInTheDocument();
  });

  it('says how the first decision comes here', async () => {
    show({
      getSummary: async () => summary(),
      listDecisions: async () => page([]),
    });
    expect(
      await screen.findByRole('link', { name: 'How to connect an OPA' }),
    ).toBeVisible();
  });

  it('answers first, then lists the decisions, each with its way', async () => {
    show({});
    expect(
      await screen.findByText('4 decisions in the last day, 1 denied.'),
    ).toBeVisible();
    const row = await screen.findByRole('row', { name: /seconds ago/ });
    for (const text of ['Denied', 'tenant_mismatch', 'ada', 'record-7']) {
      expect(within(row).getByText(text)).toBeVisible();
    }
    expect(row).toHaveAttribute('data-href', '/decision-log/find/d-1');
  });

  it('says whether the record is whole, and leads to what is known of that', async () => {
    show({});
    expect(
      await screen.findByText('137 decisions of 1 OPA are missing.'),
    ).toBeVisible();
    expect(screen.getByRole('link', { name: 'Is it whole?' })).toHaveAttribute(
      'href',
      `/decision-log/completeness?entity=${encodeURIComponent(entityRef)}`,
    );
  });

  it('shows neither subject nor resource nor their filters to who may not see inputs', async () => {
    show({
      listDecisions: async () => page([decision()], { inputs: 'hidden' }),
    });
    expect(
      await screen.findByText(/^What was asked is shown to the owner/),
    ).toBeVisible();
    expect(screen.queryByText('ada')).not.toBeInTheDocument();
    expect(screen.getByRole('textbox', { name: 'Reason' })).toBeVisible();
    expect(
      screen.queryByRole('textbox', { name: 'Subject' }),
    ).not.toBeInTheDocument();
    expect(
      screen.queryByRole('textbox', { name: 'Anywhere in the input' }),
    ).not.toBeInTheDocument();
  });

  it('is filtered by keyboard, and asks for what stands in the address', async () => {
    const listDecisions = jest.fn().mockResolvedValue(page([decision()]));
    const asked = () => listDecisions.mock.lastCall?.[1];
    show({ listDecisions }, '?result=deny&path=crm');
    const reason = await screen.findByRole('textbox', { name: 'Reason' });
    expect(screen.getByRole('textbox', { name: 'Path' })).toHaveValue('crm');
    await userEvent.type(reason, 'role_not_allowed{Enter}');
    await screen.findByRole('row', { name: /seconds ago/ });
    expect(asked()).toMatchObject({
      result: 'deny',
      path: 'crm',
      reason: 'role_not_allowed',
    });
    await userEvent.click(screen.getByRole('radio', { name: 'Allowed 3' }));
    await screen.findByRole('row', { name: /seconds ago/ });
    expect(asked()).toMatchObject({
      result: 'allow',
      reason: 'role_not_allowed',
    });
  });

  it('shows the numbers of the chart as a table', async () => {
    show({});
    await userEvent.click(
      await screen.findByRole('button', { name: 'Show as table' }),
    );
    const row = await screen.findByRole('row', { name: / to / });
    expect(row).toHaveTextContent(/31000$/);
  });

  it('loads older ones, and says when that fails', async () => {
    const listDecisions = jest
      .fn()
      .mockResolvedValueOnce(page([decision()], { nextCursor: 'c' }))
      .mockRejectedValueOnce(new Error('the database is away'))
      .mockResolvedValueOnce(page([decision({ id: 'd-2', reason: 'older' })]));
    show({ listDecisions });
    const older = { name: 'Load older' };
    await userEvent.click(await screen.findByRole('button', older));
    expect(
      await screen.findByText('Could not load older decisions'),
    ).toBeVisible();
    await userEvent.click(screen.getByRole('button', older));
    expect(await screen.findByText('older')).toBeVisible();
    expect(screen.getByText('tenant_mismatch')).toBeVisible();
    expect(screen.queryByRole('button', older)).not.toBeInTheDocument();
    expect(listDecisions.mock.lastCall?.[1]).toMatchObject({ cursor: 'c' });
  });

  it('searches inputs further and further, says how far it came, and stops', async () => {
    const half = new Date(Date.now() - 43_200_000)
      .toISOString()
      .replace('Z', '000Z');
    const listDecisions = jest
      .fn()
      .mockResolvedValueOnce(
        page([], { nextCursor: 'c', searched: 20_000, searchedUntil: half }),
      )
      .mockImplementation(forever);
    show({ listDecisions }, '?query=needle');
    expect(
      await screen.findByText(
        /^Searched 20,000 inputs, back to .*: 0 found\.$/,
      ),
    ).toBeVisible();
    const bar = screen.getByRole('progressbar');
    expect(Number(bar.getAttribute('value'))).toBeCloseTo(0.5, 2);
    expect(listDecisions).toHaveBeenCalledTimes(2);
    await userEvent.click(screen.getByRole('button', { name: 'Stop' }));
    expect(
      screen.queryByRole('button', { name: 'Stop' }),
    ).not.toBeInTheDocument();
    expect(screen.getByRole('button', { name: 'Search on' })).toBeVisible();
  });

  describe('live', () => {
    afterEach(() => jest.restoreAllMocks());

    it('shows what comes, once, and rests while nobody looks', async () => {
      const user = userEvent.setup();
      const known = decision();
      const listDecisions = jest
        .fn()
        .mockResolvedValueOnce(page([known]))
        .mockRejectedValueOnce(httpError(503, 'a moment'))
        .mockResolvedValue(
          page([decision({ id: 'd-0', reason: 'newer' }), known]),
        );
      show({ listDecisions });
      await screen.findByText('tenant_mismatch');
      const hidden = jest.spyOn(document, 'hidden', 'get');
      await user.click(screen.getByRole('switch', { name: 'Live' }));
      expect(
        await screen.findByText('Could not look for newer ones: a moment'),
      ).toBeVisible();
      expect(await screen.findByText('newer')).toBeVisible();
      expect(screen.getAllByText('tenant_mismatch')).toHaveLength(1);
      hidden.mockReturnValue(true);
      const asked = listDecisions.mock.calls.length;
      await new Promise(resolve => setTimeout(resolve, 3500));
      expect(listDecisions).toHaveBeenCalledTimes(asked);
    });
  });
});
