import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { renderInTestApp } from '@backstage/frontend-test-utils';
import { localGitApiMock, repository } from '../../__testUtils__/localGit';
import { CloneCommand } from './CloneCommand';

const command =
  'git clone http://ada:cos_x@localhost:7007/api/local-git/repos/crm.git';

it('copies a command that works as it is', async () => {
  const user = userEvent.setup();
  const copied = jest.spyOn(navigator.clipboard, 'writeText');
  const api = localGitApiMock({ createCloneCommand: async () => command });
  renderInTestApp(<CloneCommand repository={repository()} />, { apis: [api] });
  await user.click(
    await screen.findByRole('button', { name: 'Copy clone command' }),
  );
  expect(await screen.findByText('Clone command copied')).toBeInTheDocument();
  expect(copied).toHaveBeenCalledWith(command);
  expect(screen.queryByText(/cos_x/)).not.toBeInTheDocument();
});

it('shows the command when the browser does not allow copying', async () => {
  const user = userEvent.setup();
  jest.spyOn(navigator.clipboard, 'writeText').mockRejectedValue(new Error());
  const api = localGitApiMock({ createCloneCommand: async () => command });
  renderInTestApp(<CloneCommand repository={repository()} />, { apis: [api] });
  await user.click(await screen.findByRole('button'));
  expect(await screen.findByText(command)).toBeVisible();
  expect(screen.getByText(/does not allow copying/)).toBeVisible();
});

it('says why there is no token', async () => {
  const api = localGitApiMock({
    createCloneCommand: async () => {
      throw new Error('you have 50 tokens already');
    },
  });
  renderInTestApp(<CloneCommand repository={repository()} />, { apis: [api] });
  await userEvent.click(await screen.findByRole('button'));
  expect(await screen.findByText('you have 50 tokens already')).toBeVisible();
});
