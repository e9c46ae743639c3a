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
import { AdrClient } from '@companyos/plugin-adr-common';
import { RiScales3Line } from '@remixicon/react';
import { adrApiRef } from './api';
import { rootRouteRef } from './routes';

const adrApi = ApiBlueprint.make({
  params: defineParams =>
    defineParams({
      api: adrApiRef,
      deps: { fetchApi: fetchApiRef },
      factory: ({ fetchApi }) =>
        new AdrClient({ baseUrl: 'plugin://adr', fetch: fetchApi.fetch }),
    }),
});

export const adrPage = PageBlueprint.make({
  params: { path: '/adrs', routeRef: rootRouteRef },
});

export const recordsSubPage = SubPageBlueprint.make({
  name: 'records',
  params: {
    path: 'records',
    title: 'Records',
    loader: () =>
      import('./components/FleetPages').then(m => <m.RecordsPage />),
  },
});

export const documentsSubPage = SubPageBlueprint.make({
  name: 'documents',
  params: {
    path: 'documents',
    title: 'Sign-offs',
    loader: () =>
      import('./components/FleetPages').then(m => <m.DocumentRoutes />),
  },
});

// What the backend reads by default, and whatever asks to be read.
const hasDecisions: FilterPredicate = {
  $any: [
    { kind: { $in: ['Component', 'System'] } },
    { 'metadata.annotations.companyos.dev/adr-path': { $exists: true } },
  ],
};

export const adrEntityContent = EntityContentBlueprint.make({
  params: {
    path: '/adrs',
    title: 'Decisions',
    group: 'documentation',
    icon: <RiScales3Line />,
    filter: hasDecisions,
    loader: () => import('./components/EntityAdrs').then(m => <m.EntityAdrs />),
  },
});

export const adrEntityCard = EntityCardBlueprint.make({
  params: {
    type: 'info',
    filter: hasDecisions,
    loader: () =>
      import('./components/DecisionsCard').then(m => <m.DecisionsCard />),
  },
});

/** @public */
export const adrPlugin = createFrontendPlugin({
  pluginId: 'adr',
  title: 'Decisions',
  icon: <RiScales3Line />,
  info: { packageJson: () => import('../package.json') },
  routes: { root: rootRouteRef },
  extensions: [
    adrApi,
    adrPage,
    recordsSubPage,
    documentsSubPage,
    adrEntityContent,
    adrEntityCard,
  ],
});
