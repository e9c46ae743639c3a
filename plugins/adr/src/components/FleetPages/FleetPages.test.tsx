import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { renderTestApp } from '@backstage/frontend-test-utils';
import { entityRouteRef } from '@backstage/plugin-catalog-react';
import {
  adr,
  adrApiMock,
  forever,
  refusal,
  signOffDocument,
} from '../../__testUtils__/adr';
import { adrPage, documentsSubPage, recordsSubPage } from '../../plugin';

type Api = NonNullable<Parameters<typeof adrApiMock>[0]>;

const none = async () => ({ items: [] });
const away = async () => {
  throw new Error('the database is away');
};
const denied = async () => {
  throw refusal(403, "This needs the permission 'adr.document.read'");
};

function open(path: string, api: Api) {
  return renderTestApp({
    extensions: [adrPage, recordsSubPage, documentsSubPage],
    mountedRoutes: { '/catalog/:namespace/:kind/:name': entityRouteRef },
    initialRouteEntries: [path],
    apis: [adrApiMock({ listAdrs: none, listDocuments: none, ...api })],
  });
}

/** What the browser was given to download. */
function downloads() {
  const parts: BlobPart[][] = [];
  jest.spyOn(global, 'Blob').mockImplementation(given => {
    parts.push(given!);
    return {} as Blob;
  });
  URL.createObjectURL = () => 'blob:';
  URL.revokeObjectURL = () => undefined;
  jest.spyOn(HTMLAnchorElement.prototype, 'click').mockReturnValue();
  return parts;
}

afterEach(() => jest.restoreAllMocks());

describe.each([
  ['/adrs', 'decisions', 'listAdrs', 'No decisions yet'],
  [
    '/adrs/documents',
    'documents with sign-offs',
    'listDocuments',
    'Nothing waits for you',
  ],
])('%s', (path, subject, method, empty) => {
  it.each([
    [forever, 'Loading table data.'],
    [none, empty],
    [away, `Could not load ${subject}`],
    [denied, `You may not see ${subject}`],
  ])('has a state for each answer: %#', async (answer, text) => {
    open(path, { [method]: answer });
    expect(await screen.findByText(text)).toBeInTheDocument();
  });
});

it('says first what waits for sign-offs', async () => {
  open('/adrs', {
    listDocuments: async ({ awaiting } = {}) => ({
      items: Array.from({ length: awaiting === 'me' ? 1 : 3 }, () =>
        signOffDocument(),
      ),
    }),
  });
  expect(
    await screen.findByText(
      '3 documents wait for sign-offs, 1 of them for yours.',
    ),
  ).toBeVisible();
});

describe('the records', () => {
  it('lead to the entity, and open there', async () => {
    open('/adrs', { listAdrs: async () => ({ items: [adr()] }) });
    const row = await screen.findByRole('row', { name: /11: Identity model/ });
    expect(row).toHaveAttribute(
      'data-href',
      '/catalog/default/system/portal/adrs?document=docs%2Fadr%2F0011-identity-model.md',
    );
    expect(within(row).getByRole('link', { name: 'portal' })).toHaveAttribute(
      'href',
      '/catalog/default/system/portal/adrs',
    );
  });

  it('are searched by the server, page by page', async () => {
    const listAdrs = jest.fn<ReturnType<Api['listAdrs'] & {}>, [any?]>(
      async ({ cursor } = {}) =>
        cursor
          ? { items: [adr({ title: 'Second page' })] }
          : { items: [adr()], nextCursor: 'next' },
    );
    open('/adrs/records?status=accepted', { listAdrs });
    const user = userEvent.setup();
    await screen.findByRole('row', { name: /Identity model/ });
    await user.click(screen.getByRole('button', { name: /next/i }));
    expect(
      await screen.findByRole('row', { name: /Second page/ }),
    ).toBeVisible();
    await user.type(
      screen.getByRole('searchbox', { name: 'Search decisions' }),
      'model',
    );
    await screen.findByRole('row', { name: /Identity model/ });
    expect(listAdrs.mock.calls.map(([filter]) => filter)).toEqual([
      { cursor: undefined, limit: 50, query: undefined, status: 'accepted' },
      { cursor: 'next', limit: 50, query: undefined, status: 'accepted' },
      { cursor: undefined, limit: 50, query: 'model', status: 'accepted' },
    ]);
  });

  it('say that none matches', async () => {
    open('/adrs/records?query=nothing', {});
    expect(await screen.findByText('No decision matches')).toBeVisible();
  });

  it('are exported, all pages of what is listed, with no formula in them', async () => {
    const pages = {
      first: { items: [adr({ title: '=1+1' })], nextCursor: 'next' },
      next: { items: [adr({ number: undefined, tags: ['a', 'b'] })] },
    };
    const listAdrs = jest.fn<ReturnType<Api['listAdrs'] & {}>, [any?]>(
      async ({ cursor } = {}) => (cursor ? pages.next : pages.first),
    );
    open('/adrs/records?query=model', { listAdrs });
    await screen.findByRole('row', { name: /=1\+1/ });
    const parts = downloads();
    await userEvent.click(
      screen.getByRole('button', { name: 'Export as CSV' }),
    );
    const lines = String(parts[0][0]).split('\r\n');
    expect(lines[1]).toContain(`"system:default/portal","11","'=1+1"`);
    expect(lines[2]).toContain('"","Identity model","accepted"');
    expect(listAdrs).toHaveBeenLastCalledWith(
      {
        ...{ limit: 500, cursor: 'next' },
        ...{ query: 'model', status: undefined },
      },
      undefined,
    );
  });

  it('say so when they cannot be exported', async () => {
    const listAdrs = jest
      .fn()
      .mockResolvedValueOnce({ items: [adr()] })
      .mockRejectedValue(new Error('the database is away'));
    open('/adrs/records', { listAdrs });
    await screen.findByRole('row', { name: /Identity model/ });
    await userEvent.click(
      screen.getByRole('button', { name: 'Export as CSV' }),
    );
    expect(await screen.findByText('Could not export')).toBeInTheDocument();
  });
});

describe('the documents', () => {
  const listDocuments: Api['listDocuments'] = async ({ awaiting } = {}) => ({
    items: awaiting === 'me' ? [] : [signOffDocument()],
  });

  it('are those that wait for the reader, and on demand the others', async () => {
    open('/adrs/documents?awaiting=me', { listDocuments });
    expect(await screen.findByText('Nothing waits for you')).toBeVisible();
    await userEvent.click(screen.getByRole('radio', { name: 'For anybody' }));
    const row = await screen.findByRole('row', { name: /Identity model/ });
    expect(row).toHaveAttribute(
      'data-href',
      '/adrs/documents/system/default/portal/docs/adr/0011-identity-model.md',
    );
    expect(within(row).getByText('1 of security')).toBeVisible();
  });

  it('are exported as listed', async () => {
    open('/adrs/documents?awaiting=every', { listDocuments });
    await screen.findByRole('row', { name: /Identity model/ });
    const parts = downloads();
    await userEvent.click(
      screen.getByRole('button', { name: 'Export as CSV' }),
    );
    expect(String(parts[0][0])).toContain('"missing","1 of security"');
  });
});
