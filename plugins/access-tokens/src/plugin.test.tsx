import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import type { AccessTokensApi } from './api';
import { DAY_MS, refused, show, token } from './__testUtils__/page';

const value = `cos_${'a'.repeat(38)}`;

describe('the list', () => {
  it('loads', async () => {
    show({ listTokens: () => new Promise(() => undefined) });
    expect(await screen.findByText('Loading access tokens')).toBeVisible();
  });

  it('says what tokens are for when there is none', async () => {
    show({ listTokens: async () => ({ items: [] }) });
    expect(await screen.findByText('No access tokens yet')).toBeVisible();
    expect(screen.getByRole('button', { name: 'Create token' })).toBeEnabled();
  });

  it('shows which work, over all pages', async () => {
    const pages = [
      { items: [token()], nextCursor: 'next' },
      {
        items: [
          token({
            id: '1c9a4c22-51b6-4c53-8a1c-9ce3c6d1a0b2',
            name: 'old-laptop',
            expiresAt: new Date(Date.now() - DAY_MS).toISOString(),
          }),
        ],
      },
    ];
    show({ listTokens: async ({ cursor } = {}) => pages[cursor ? 1 : 0] });
    expect(await screen.findByText('1 of 2 tokens work.')).toBeVisible();
    const old = screen.getByRole('row', { name: /old-laptop/ });
    expect(within(old).getByText('Expired')).toBeVisible();
    expect(within(old).getByText('Never')).toBeVisible();
    expect(
      within(screen.getByRole('row', { name: /ci-main/ })).getByText('Active'),
    ).toBeVisible();
    expect(screen.queryByText("Everybody's tokens")).not.toBeInTheDocument();
  });

  it('says what failed and asks again', async () => {
    const listTokens = jest
      .fn<ReturnType<AccessTokensApi['listTokens']>, []>()
      .mockImplementationOnce(() => refused(503, 'the database is away'))
      .mockResolvedValue({ items: [token()] });
    show({ listTokens });
    expect(await screen.findByText('the database is away')).toBeVisible();
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
    expect(await screen.findByText('ci-main')).toBeVisible();
  });

  it('says who can grant what is not allowed', async () => {
    show({
      listTokens: () =>
        refused(403, "This needs the permission 'access-tokens.token.read'"),
    });
    expect(
      await screen.findByText('You may not see access tokens'),
    ).toBeVisible();
    expect(screen.getByText(/access-tokens\.token\.read/)).toBeVisible();
  });
});

describe('creating', () => {
  async function open(api: Partial<AccessTokensApi>) {
    const mock = show({ listTokens: async () => ({ items: [] }), ...api });
    await userEvent.click(
      await screen.findByRole('button', { name: 'Create token' }),
    );
    const dialog = await screen.findByRole('dialog');
    await within(dialog).findByRole('textbox', { name: /Name/ });
    return { mock, dialog: within(dialog) };
  }

  it('shows the value once and copies it', async () => {
    const user = userEvent.setup();
    const writeText = jest.spyOn(navigator.clipboard, 'writeText');
    const createToken = jest.fn(async () => ({ token: token(), value }));
    const listTokens = jest.fn(async () => ({ items: [] }));
    const { dialog } = await open({ createToken, listTokens });
    await user.type(dialog.getByRole('textbox', { name: /Name/ }), 'ci-main');
    await user.click(dialog.getByRole('button', { name: 'Create token' }));

    expect(await screen.findByText(value)).toBeVisible();
    expect(createToken).toHaveBeenCalledWith({
      name: 'ci-main',
      scope: 'git',
      expiresInDays: 90,
    });
    await user.click(screen.getByRole('button', { name: 'Copy token' }));
    expect(await screen.findByText('Copied')).toBeVisible();
    expect(writeText).toHaveBeenCalledWith(value);
    await user.click(screen.getByRole('button', { name: 'Done' }));
    await waitFor(() =>
      expect(screen.queryByText(value)).not.toBeInTheDocument(),
    );
    expect(listTokens).toHaveBeenCalledTimes(2);
  });

  it('says what a good name is before anything is sent', async () => {
    const { dialog, mock } = await open({});
    await userEvent.type(
      dialog.getByRole('textbox', { name: /Name/ }),
      'CI Main{Enter}',
    );
    expect(dialog.getByRole('alert')).toHaveTextContent(
      'use 2 to 63 lower-case letters, digits and hyphens',
    );
    expect(dialog.getByRole('button', { name: 'Create token' })).toBeDisabled();
    expect(mock.createToken).not.toHaveBeenCalled();
  });

  it('keeps the form when the backend refuses, with its reason', async () => {
    const { dialog } = await open({
      createToken: () => refused(409, "You have a token named 'ci-main'"),
    });
    await userEvent.type(
      dialog.getByRole('textbox', { name: /Name/ }),
      'ci-main{Enter}',
    );
    expect(
      await dialog.findByText("You have a token named 'ci-main'"),
    ).toBeVisible();
    expect(dialog.getByRole('textbox', { name: /Name/ })).toHaveValue(
      'ci-main',
    );
  });
});

describe('revoking', () => {
  async function open(api: Partial<AccessTokensApi>) {
    show({ listTokens: async () => ({ items: [token()] }), ...api });
    await userEvent.click(
      await screen.findByRole('button', { name: 'Revoke ci-main' }),
    );
    return within(await screen.findByRole('dialog'));
  }

  it('asks first', async () => {
    const revokeToken = jest.fn(async () => {});
    const dialog = await open({ revokeToken });
    expect(revokeToken).not.toHaveBeenCalled();
    await userEvent.click(dialog.getByRole('button', { name: 'Revoke token' }));
    await waitFor(() =>
      expect(screen.queryByRole('dialog')).not.toBeInTheDocument(),
    );
    expect(revokeToken).toHaveBeenCalledWith(token().id);
  });

  it('can be thought better of', async () => {
    const revokeToken = jest.fn(async () => {});
    const dialog = await open({ revokeToken });
    await userEvent.click(dialog.getByRole('button', { name: 'Keep token' }));
    await waitFor(() =>
      expect(screen.queryByRole('dialog')).not.toBeInTheDocument(),
    );
    expect(revokeToken).not.toHaveBeenCalled();
  });

  it('says why it did not work', async () => {
    const dialog = await open({ revokeToken: () => refused(404, 'gone') });
    await userEvent.click(dialog.getByRole('button', { name: 'Revoke token' }));
    expect(await dialog.findByText('gone')).toBeVisible();
  });
});
