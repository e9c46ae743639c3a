import {
  ApiBlueprint,
  createFrontendPlugin,
  discoveryApiRef,
  fetchApiRef,
  identityApiRef,
  PageBlueprint,
} from '@backstage/frontend-plugin-api';
import { EntityCardBlueprint } from '@backstage/plugin-catalog-react/alpha';
import { repositoryOfEntity } from '@companyos/plugin-local-git-common';
import { RiGitRepositoryLine } from '@remixicon/react';
import { DefaultLocalGitApi, localGitApiRef } from './api';
import { rootRouteRef } from './routes';

const localGitApi = ApiBlueprint.make({
  params: defineParams =>
    defineParams({
      api: localGitApiRef,
      deps: {
        discoveryApi: discoveryApiRef,
        fetchApi: fetchApiRef,
        identityApi: identityApiRef,
      },
      factory: deps => new DefaultLocalGitApi(deps),
    }),
});

const repositoriesPage = PageBlueprint.make({
  params: {
    path: '/repositories',
    routeRef: rootRouteRef,
    loader: () => import('./components/Router').then(m => <m.Router />),
  },
});

export const repositoryEntityCard = EntityCardBlueprint.make({
  name: 'repository',
  params: {
    type: 'info',
    // A function, because no predicate can look inside a URL whose host differs from portal to portal.
    filter: entity =>
      entity.kind === 'Component' && repositoryOfEntity(entity) !== undefined,
    loader: () =>
      import('./components/RepositoryCard').then(m => <m.RepositoryCard />),
  },
});

/** @public */
export const localGitPlugin = createFrontendPlugin({
  pluginId: 'local-git',
  title: 'Repositories',
  icon: <RiGitRepositoryLine />,
  info: { packageJson: () => import('../package.json') },
  routes: { root: rootRouteRef },
  extensions: [localGitApi, repositoriesPage, repositoryEntityCard],
});
