import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { renderTestApp } from '@backstage/frontend-test-utils';
import { createTestEntityPage } from '@backstage/plugin-catalog-react/testUtils';
import { repositoryEntityCard } from './plugin';
import {
  forever,
  localGitApiMock,
  notAllowed,
  push,
  repository,
} from './__testUtils__/localGit';

const entity = {
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Component',
  metadata: {
    name: 'crm',
    annotations: {
      'backstage.io/managed-by-location':
        'url:http://localhost:7007/api/local-git/repos/crm/blob/main/catalog-info.yaml',
    },
  },
  spec: { type: 'service' },
};

function show(api: Parameters<typeof localGitApiMock>[0], of = entity) {
  return renderTestApp({
    extensions: [createTestEntityPage({ entity: of }), repositoryEntityCard],
    apis: [localGitApiMock(api)],
  });
}

describe('the repository card', () => {
  it('loads', async () => {
    show({ getRepository: forever });
    expect(await screen.findByText('Loading the repository')).toBeVisible();
  });

  it('says what to do when nothing was pushed', async () => {
    show({ getRepository: async () => repository() });
    expect(await screen.findByText('No pushes yet')).toBeVisible();
  });

  it('shows the latest push with its verdict and the way to its log', async () => {
    show({ getRepository: async () => repository({ latestPush: push() }) });
    await userEvent.click(
      await screen.findByRole('button', { name: 'Passed' }),
    );
    expect(
      await screen.findByText('make test on a clean checkout of 3f9ac21e'),
    ).toBeVisible();
    expect(screen.getByText(/checked in 1 min 12 s/)).toBeInTheDocument();
    expect(
      screen.getByRole('link', { name: /log of make test/, hidden: true }),
    ).toHaveAttribute('href', '/repositories/crm/pushes/0123456789abcdef0123');
  });

  it('says what failed', async () => {
    show({
      getRepository: async () => {
        throw new Error('the host is away');
      },
    });
    expect(await screen.findByText('the host is away')).toBeVisible();
    expect(screen.getByRole('button', { name: 'Try again' })).toBeVisible();
  });

  it('says who can grant what is not allowed', async () => {
    show({
      getRepository: async () => {
        throw notAllowed();
      },
    });
    expect(
      await screen.findByText('You may not see the repository'),
    ).toBeVisible();
  });

  it('is not there for an entity from elsewhere', async () => {
    const getRepository = jest.fn(async () => repository());
    const annotations = {
      'backstage.io/managed-by-location':
        'url:https://github.com/acme/crm/blob/main/catalog-info.yaml',
    };
    show(
      { getRepository },
      { ...entity, metadata: { ...entity.metadata, annotations } },
    );
    // How the test page of an entity says that no card is for it.
    expect(await screen.findByTestId('empty-entity-page')).toBeInTheDocument();
    expect(screen.queryByText('Repository')).not.toBeInTheDocument();
    expect(getRepository).not.toHaveBeenCalled();
  });
});
