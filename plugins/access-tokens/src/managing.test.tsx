import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { show, token } from './__testUtils__/page';

// In a file of its own, because decisions of permissions are kept for as long as the page, which is the test file.
it("shows everybody's to whoever manages them", async () => {
  const listTokens = jest.fn(async () => ({ items: [token()] }));
  show({ listTokens }, true);
  await userEvent.click(
    await screen.findByRole('switch', { name: "Everybody's tokens" }),
  );
  expect(await screen.findByText('user:default/ada')).toBeVisible();
  expect(listTokens).toHaveBeenLastCalledWith(
    expect.objectContaining({ owner: 'all' }),
  );
});
