import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { renderTestApp } from '@backstage/frontend-test-utils';
import { createTestEntityPage } from '@backstage/plugin-catalog-react/testUtils';
import type { Summary } from '@companyos/plugin-adr-common';
import {
  adr,
  adrApiMock,
  adrPage,
  forever,
  refusal,
  signOffDocument,
} from './__testUtils__/adr';
import { adrEntityCard, adrEntityContent } from './plugin';

type Api = Parameters<typeof adrApiMock>[0];

const entity = {
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'System',
  metadata: { name: 'portal', namespace: 'default' },
  spec: { owner: 'group:default/platform' },
};
const away = async () => {
  throw new Error('the database is away');
};
const denied = async () => {
  throw refusal(403, "This needs the permission 'adr.document.read'");
};
const missing = signOffDocument().signOffs;

describe('the tab', () => {
  function show(
    listEntityAdrs: NonNullable<Api>['listEntityAdrs'],
    of: object = entity,
  ) {
    return renderTestApp({
      extensions: [
        createTestEntityPage({ entity: of as typeof entity }),
        adrEntityContent,
      ],
      apis: [adrApiMock({ listEntityAdrs })],
    });
  }

  it.each([
    [forever, 'Loading decisions'],
    [away, 'the database is away'],
    [denied, 'You may not see decisions'],
  ])(
    'loads, says what failed, and what is not allowed: %#',
    async (answer, text) => {
      show(answer);
      expect(await screen.findByText(text)).toBeInTheDocument();
    },
  );

  it.each([
    [{ state: 'pending' }, 'Not read yet'],
    [
      { state: 'none', code: 'NO_SOURCE', reason: 'names none' },
      'No source to read',
    ],
    [
      { state: 'failed', code: 'FORBIDDEN', reason: 'no token' },
      'The source could not be read the last time',
    ],
  ] as const)('says why there is nothing: %j', async (source, text) => {
    show(async () => adrPage([], { source }));
    expect(await screen.findByText(text)).toBeVisible();
  });

  it('says how the first decision is written', async () => {
    show(async () => adrPage([]));
    expect(await screen.findByText('No decisions yet')).toBeVisible();
    expect(screen.getByText('companyos adr new')).toBeVisible();
    const href = screen
      .getByRole('link', { name: 'New decision record' })
      .getAttribute('href')!;
    const { pathname, searchParams } = new URL(href, 'http://portal');
    expect(pathname).toBe('/create/templates/default/new-decision-record');
    expect(JSON.parse(searchParams.get('formData')!)).toEqual({
      entity: 'system:default/portal',
    });
  });

  it('answers first, then shows the records of every page', async () => {
    const first = adrPage([adr({ signOffs: missing })], { nextCursor: 'next' });
    const second = adrPage([
      adr({ path: 'docs/adr/0012-x.md', number: 12, title: 'Other' }),
    ]);
    show(async (_, { cursor } = {}) => (cursor ? second : first));
    expect(
      await screen.findByText('2 decisions; 1 waits for sign-offs.'),
    ).toBeVisible();
    const row = screen.getByRole('row', { name: /Identity model/ });
    expect(within(row).getByText('Accepted')).toBeVisible();
    expect(within(row).getByText('Sign-offs missing')).toBeVisible();
    expect(screen.getByRole('row', { name: /Other/ })).toBeVisible();
  });

  it('says when the source was read, from where, and what still holds when it fails', async () => {
    const { source } = adrPage([]);
    show(async () =>
      adrPage([adr()], {
        source: {
          ...source,
          state: 'failed',
          code: 'TIMEOUT',
          reason: 'no answer',
        },
      }),
    );
    expect(await screen.findByText(/no answer \(TIMEOUT\)/)).toHaveTextContent(
      /What is listed was read .* ago/,
    );
    await userEvent.click(
      screen.getByRole('button', { name: 'Could not be read' }),
    );
    expect(
      await screen.findByText(
        'docs/adr of https://github.com/acme/portal/tree/main',
      ),
    ).toBeVisible();
  });

  it('narrows by status and by words', async () => {
    show(async () =>
      adrPage([
        adr({ path: 'a.md', title: 'First', status: 'proposed' }),
        adr({ path: 'b.md', title: 'Second' }),
        adr({ path: 'c.md', title: 'Third' }),
      ]),
    );
    const user = userEvent.setup();
    await user.click(await screen.findByRole('radio', { name: 'Accepted 2' }));
    expect(
      screen.queryByRole('row', { name: /First/ }),
    ).not.toBeInTheDocument();
    const search = screen.getByRole('searchbox', { name: 'Search decisions' });
    await user.type(search, 'third');
    expect(
      screen.queryByRole('row', { name: /Second/ }),
    ).not.toBeInTheDocument();
    expect(screen.getByRole('row', { name: /Third/ })).toBeVisible();
    await user.type(search, ' and more');
    expect(await screen.findByText('No decision matches')).toBeVisible();
  });

  it('opens a record by keyboard, and another one from its links', async () => {
    const newer = { text: 'ADR-12', path: 'b.md', number: 12, title: 'Newer' };
    show(async () =>
      adrPage([
        adr({
          path: 'a.md',
          title: 'Older',
          deciders: ['Ada Okafor'],
          tags: ['security'],
          supersededBy: [newer, { text: 'ADR-99' }],
          problems: [
            { code: 'REFERENCE_UNRESOLVED', message: "names 'ADR-99'" },
          ],
          sourceUrl: 'https://github.com/acme/portal/blob/main/a.md',
          techDocsPath: '/docs/default/system/portal/a/',
          signOffs: missing,
        }),
        adr({ path: 'b.md', number: 12, title: 'Newer' }),
      ]),
    );
    const user = userEvent.setup();
    const row = await screen.findByRole('row', { name: /Older/ });
    row.focus();
    await user.keyboard('{Enter}');
    const dialog = await screen.findByRole('dialog', { name: '11: Older' });
    for (const text of ['Ada Okafor', 'security', 'REFERENCE_UNRESOLVED']) {
      expect(within(dialog).getByText(text)).toBeInTheDocument();
    }
    expect(within(dialog).getByText('ADR-99 (not found)')).toBeInTheDocument();
    expect(
      within(dialog).getByRole('link', { name: 'Read and sign off' }),
    ).toHaveAttribute('href', '/adrs/documents/system/default/portal/a.md');
    expect(
      within(dialog).getByRole('link', { name: 'Documentation' }),
    ).toHaveAttribute('href', '/docs/default/system/portal/a/');
    expect(
      within(dialog).getByRole('link', { name: /Source/ }),
    ).toHaveAttribute('href', 'https://github.com/acme/portal/blob/main/a.md');
    await user.click(within(dialog).getByRole('link', { name: '12: Newer' }));
    expect(
      await screen.findByRole('dialog', { name: '12: Newer' }),
    ).toBeInTheDocument();
    await user.keyboard('{Escape}');
    expect(screen.queryByRole('dialog')).not.toBeInTheDocument();
  });

  it('draws what replaced what, and says it in words', async () => {
    const to = (path: string) => ({ text: path, path });
    show(async () =>
      adrPage([
        adr({
          path: 'a.md',
          number: 1,
          title: 'A',
          supersededBy: [to('b.md')],
        }),
        adr({
          path: 'b.md',
          number: 2,
          title: 'B',
          supersededBy: [to('a.md')],
        }),
        adr({ path: 'c.md', number: 3, title: 'C' }),
      ]),
    );
    const graph = await screen.findByRole('group', {
      name: 'What replaced what',
    });
    const nodes = within(graph).getAllByRole('link');
    expect(nodes).toHaveLength(2);
    expect(within(nodes[0]).getByLabelText('In a circle:')).toBeInTheDocument();
    expect(
      screen.getByText('1: A is superseded by 2: B, in a circle'),
    ).toBeInTheDocument();
    await userEvent.click(nodes[1]);
    expect(
      await screen.findByRole('dialog', { name: '2: B' }),
    ).toBeInTheDocument();
  });

  it('is not there for what has no decisions', async () => {
    const listEntityAdrs = jest.fn();
    show(listEntityAdrs, { ...entity, kind: 'Group' });
    expect(await screen.findByTestId('empty-entity-page')).toBeInTheDocument();
    expect(listEntityAdrs).not.toHaveBeenCalled();
  });

  it('is there for whatever asks to be read', async () => {
    const annotations = { 'companyos.dev/adr-path': 'decisions' };
    show(async () => adrPage([adr()]), {
      ...entity,
      kind: 'Domain',
      metadata: { ...entity.metadata, annotations },
    });
    expect(await screen.findByText('1 decision.')).toBeVisible();
  });
});

describe('the card', () => {
  function show(summaries: NonNullable<Api>['summaries']) {
    return renderTestApp({
      extensions: [createTestEntityPage({ entity }), adrEntityCard],
      apis: [adrApiMock({ summaries })],
    });
  }
  const summary = (more: Partial<Summary>): Summary => ({
    source: { state: 'ok' },
    adrs: { total: 0, byStatus: {} },
    documents: { total: 0, awaiting: 0 },
    ...more,
  });
  const answer = (value: Summary | null) => async () => ({
    summaries: { 'system:default/portal': value },
  });

  it.each([
    [forever, 'Loading decisions'],
    [away, 'the database is away'],
    [denied, 'You may not see decisions'],
    [answer(null), 'Not read yet'],
    [answer(summary({ source: { state: 'pending' } })), 'Not read yet'],
    [answer(summary({})), 'No decisions yet'],
  ])('says what there is to say: %#', async (ask, text) => {
    show(ask);
    expect(await screen.findByText(text)).toBeInTheDocument();
  });

  it('counts by status and says what waits', async () => {
    show(
      answer(
        summary({
          adrs: { total: 3, byStatus: { proposed: 2, accepted: 1 } },
          documents: { total: 3, awaiting: 1 },
        }),
      ),
    );
    expect(
      await screen.findByText('1 document waits for sign-offs.'),
    ).toBeVisible();
    expect(screen.getByText('Proposed 2')).toBeVisible();
    expect(screen.getByText('Accepted 1')).toBeVisible();
    expect(screen.getByRole('link', { name: '3 decisions' })).toHaveAttribute(
      'href',
      '/catalog/default/system/portal/adrs',
    );
  });
});
