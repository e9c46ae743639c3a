import type { FilterPredicate } from '@backstage/filter-predicates';
import {
  ApiBlueprint,
  createFrontendPlugin,
  fetchApiRef,
  PageBlueprint,
  SubPageBlueprint,
} from '@backstage/frontend-plugin-api';
import {
  EntityCardBlueprint,
  EntityContentBlueprint,
} from '@backstage/plugin-catalog-react/alpha';
import { SupplyChainClient } from '@companyos/plugin-supply-chain-common';
import { RiShieldKeyholeLine } from '@remixicon/react';
import { supplyChainApiRef } from './api';
import { rootRouteRef } from './routes';

const supplyChainApi = ApiBlueprint.make({
  params: defineParams =>
    defineParams({
      api: supplyChainApiRef,
      deps: { fetchApi: fetchApiRef },
      factory: ({ fetchApi }) =>
        new SupplyChainClient({
          baseUrl: 'plugin://supply-chain',
          fetch: fetchApi.fetch,
        }),
    }),
});

export const supplyChainPage = PageBlueprint.make({
  params: { path: '/supply-chain', routeRef: rootRouteRef },
});

export const releasesSubPage = SubPageBlueprint.make({
  name: 'releases',
  params: {
    path: 'releases',
    title: 'Releases',
    loader: () =>
      import('./components/FleetPages').then(m => <m.ReleasesPage />),
  },
});

export const runningSubPage = SubPageBlueprint.make({
  name: 'running',
  params: {
    path: 'running',
    title: 'Running',
    loader: () =>
      import('./components/FleetPages').then(m => <m.RunningPage />),
  },
});

export const exceptionsSubPage = SubPageBlueprint.make({
  name: 'exceptions',
  params: {
    path: 'exceptions',
    title: 'Exceptions',
    loader: () =>
      import('./components/FleetPages').then(m => <m.ExceptionsPage />),
  },
});

export const searchSubPage = SubPageBlueprint.make({
  name: 'search',
  params: {
    path: 'search',
    title: 'Search',
    loader: () => import('./components/FleetPages').then(m => <m.SearchPage />),
  },
});

// What has releases, or says which artifacts are its own.
const hasReleases: FilterPredicate = {
  $any: [
    { kind: 'Component' },
    { 'metadata.annotations.companyos.dev/artifact': { $exists: true } },
  ],
};

export const supplyChainEntityContent = EntityContentBlueprint.make({
  params: {
    path: '/supply-chain',
    title: 'Supply chain',
    group: 'deployment',
    icon: <RiShieldKeyholeLine />,
    filter: hasReleases,
    loader: () =>
      import('./components/EntitySupplyChain').then(m => (
        <m.EntitySupplyChain />
      )),
  },
});

export const supplyChainEntityCard = EntityCardBlueprint.make({
  params: {
    type: 'content',
    filter: hasReleases,
    loader: () =>
      import('./components/SupplyChainCard').then(m => <m.SupplyChainCard />),
  },
});

/** @public */
export const supplyChainPlugin = createFrontendPlugin({
  pluginId: 'supply-chain',
  title: 'Supply chain',
  icon: <RiShieldKeyholeLine />,
  info: { packageJson: () => import('../package.json') },
  routes: { root: rootRouteRef },
  extensions: [
    supplyChainApi,
    supplyChainPage,
    releasesSubPage,
    searchSubPage,
    runningSubPage,
    exceptionsSubPage,
    supplyChainEntityContent,
    supplyChainEntityCard,
  ],
});
