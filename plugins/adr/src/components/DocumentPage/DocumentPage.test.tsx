import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { renderTestApp } from '@backstage/frontend-test-utils';
import { entityRouteRef } from '@backstage/plugin-catalog-react';
import type { DocumentDetails } from '@companyos/plugin-adr-common';
import {
  adrApiMock,
  documentDetails,
  forever,
  olderRevision,
  refusal,
  revision,
  signOff,
} from '../../__testUtils__/adr';
import { adrPage, documentsSubPage, recordsSubPage } from '../../plugin';

type Api = NonNullable<Parameters<typeof adrApiMock>[0]>;

const PATH =
  '/adrs/documents/system/default/portal/docs/adr/0011-identity-model.md';

function open(api: Api) {
  return renderTestApp({
    extensions: [adrPage, recordsSubPage, documentsSubPage],
    mountedRoutes: { '/catalog/:namespace/:kind/:name': entityRouteRef },
    initialRouteEntries: [PATH],
    apis: [adrApiMock(api)],
  });
}

function show(document: Partial<DocumentDetails>, api: Api = {}) {
  return open({ getDocument: async () => documentDetails(document), ...api });
}

it.each([
  [forever, 'Loading the document'],
  [
    async () => {
      throw refusal(404, 'There is no such document');
    },
    'There is no such document',
  ],
  [
    async () => {
      throw refusal(403, "This needs the permission 'adr.document.read'");
    },
    'You may not see the document',
  ],
])(
  'loads, says what failed, and what is not allowed: %#',
  async (answer, text) => {
    open({ getDocument: answer });
    expect(await screen.findByText(text)).toBeInTheDocument();
  },
);

it('asks for the document that the address names', async () => {
  const getDocument = jest.fn(async () => documentDetails());
  open({ getDocument });
  await screen.findByText('Who is asking?');
  expect(getDocument).toHaveBeenCalledWith(
    'system:default/portal',
    'docs/adr/0011-identity-model.md',
  );
});

it('shows the text of the revision, and the file byte for byte', async () => {
  const text = [
    '---\nstatus: proposed\n---\n# Identity model\n',
    '[other](0012-other.md) ![secret](http://elsewhere/x.png)\n',
    '<script>alert(1)</script>\n',
  ].join('\n');
  show({ text });
  expect(await screen.findByRole('link', { name: 'other' })).toHaveAttribute(
    'href',
    '/docs/default/system/portal/adr/0012-other/',
  );
  expect(screen.queryByText('status: proposed')).not.toBeInTheDocument();
  expect(screen.queryByText(/alert/)).not.toBeInTheDocument();
  expect(screen.getByAltText('secret')).not.toHaveAttribute(
    'src',
    expect.stringContaining('elsewhere'),
  );
  expect(screen.getByText('sha256:3f9a…c21e')).toHaveAttribute(
    'title',
    revision,
  );
  await userEvent.click(screen.getByRole('radio', { name: 'File' }));
  const file = screen.getByRole('region', { name: /0011-identity-model/ });
  expect(file.textContent).toBe(text);
});

it('shows what is required, and what each sign-off is worth', async () => {
  show({
    given: [
      signOff({ user: 'user:default/ada', development: true }),
      signOff({ user: 'user:default/mei', revision: olderRevision }),
      signOff({
        user: 'user:default/tom',
        via: 'github',
        url: 'https://github.com/acme/portal/pull/1#review',
      }),
    ],
  });
  const aside = within(
    await screen.findByRole('complementary', { name: 'Sign-offs' }),
  );
  expect(aside.getByText('0 of 1')).toBeVisible();
  const [ada, mei, tom] = ['ada', 'mei', 'tom'].map(name =>
    within(aside.getByText(name).closest('li')!),
  );
  expect(ada.getByText('Development')).toBeVisible();
  expect(ada.queryByText('This revision')).not.toBeInTheDocument();
  expect(mei.getByText('Earlier revision')).toBeVisible();
  expect(tom.getByText('This revision')).toBeVisible();
  expect(tom.getByRole('link', { name: 'review on GitHub' })).toHaveAttribute(
    'href',
    'https://github.com/acme/portal/pull/1#review',
  );
  await userEvent.click(ada.getByRole('button', { name: 'Development' }));
  expect(await screen.findByText(/proves nothing/)).toBeVisible();
});

it.each([
  [
    { state: 'notAsked', reason: 'Members of security are' },
    'Members of security are.',
  ],
  [{ state: 'given' }, 'You have signed off this revision.'],
] as const)('offers no sign-off when it is %j', async (mySignOff, reason) => {
  show({ mySignOff });
  expect(
    await screen.findByRole('button', { name: 'Sign off this revision' }),
  ).toBeDisabled();
  expect(screen.getByText(reason)).toBeVisible();
});

it('says that what is required cannot be read', async () => {
  const message = "'sign-offs' is no list";
  show({
    problems: [{ code: 'SIGN_OFFS_INVALID', message }],
    signOffs: { state: 'invalid', development: false, requirements: [] },
    mySignOff: { state: 'notAsked', reason: 'cannot be read' },
  });
  expect(await screen.findByText(message)).toBeVisible();
});

describe('signing off', () => {
  const button = () =>
    screen.findByRole('button', { name: 'Sign off this revision' });

  it('is done by keyboard, for the revision shown, and then shown', async () => {
    const given = signOff({ user: 'user:default/ada' });
    const done = documentDetails({
      given: [given],
      mySignOff: { state: 'given' },
      signOffs: {
        state: 'complete',
        development: false,
        requirements: [
          { group: 'group:default/security', minimum: 1, given: 1, missing: 0 },
        ],
      },
    });
    const getDocument = jest
      .fn()
      .mockResolvedValueOnce(documentDetails())
      .mockResolvedValue(done);
    const sign = jest.fn(async () => given);
    open({ getDocument, signOff: sign });
    const user = userEvent.setup();
    (await button()).focus();
    await user.keyboard('{Enter}');
    const dialog = await screen.findByRole('dialog');
    expect(dialog).toHaveTextContent(/Identity model/);
    expect(within(dialog).getByTitle(revision)).toBeInTheDocument();
    expect(sign).not.toHaveBeenCalled();
    within(dialog).getByRole('button', { name: 'Sign off' }).focus();
    await user.keyboard('{Enter}');
    expect(
      await screen.findByText('Every sign-off is given for this revision.'),
    ).toBeVisible();
    expect(screen.queryByRole('dialog')).not.toBeInTheDocument();
    expect(screen.getByText('1 of 1')).toBeVisible();
    expect(sign).toHaveBeenCalledWith(
      'system:default/portal',
      'docs/adr/0011-identity-model.md',
      { revision },
    );
  });

  it('is left without anything said', async () => {
    const sign = jest.fn();
    show({}, { signOff: sign });
    await userEvent.click(await button());
    await userEvent.click(screen.getByRole('button', { name: 'Cancel' }));
    expect(screen.queryByRole('dialog')).not.toBeInTheDocument();
    expect(sign).not.toHaveBeenCalled();
  });

  it('says that the document has changed and shows it anew', async () => {
    const getDocument = jest
      .fn()
      .mockResolvedValueOnce(documentDetails())
      .mockResolvedValue(documentDetails({ text: '# Another text\n' }));
    open({
      getDocument,
      signOff: async () => {
        throw refusal(409, 'It has changed since it was shown');
      },
    });
    await userEvent.click(await button());
    await userEvent.click(screen.getByRole('button', { name: 'Sign off' }));
    expect(
      await screen.findByText('The document has changed since you opened it'),
    ).toBeVisible();
    await userEvent.click(screen.getByRole('button', { name: 'Reload' }));
    expect(await screen.findByText('Another text')).toBeInTheDocument();
    expect(screen.queryByRole('dialog')).not.toBeInTheDocument();
  });

  it.each([
    [403, 'You may not sign this off'],
    [503, 'Could not sign off'],
  ])('says what %d means', async (status, title) => {
    show(
      {},
      {
        signOff: async () => {
          throw refusal(status, 'no');
        },
      },
    );
    await userEvent.click(await button());
    await userEvent.click(screen.getByRole('button', { name: 'Sign off' }));
    expect(await screen.findByText(title)).toBeVisible();
    expect(screen.getByRole('dialog')).toBeInTheDocument();
  });
});
