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
import { DecisionLogClient } from '@companyos/plugin-decision-log-common';
import { RiGovernmentLine } from '@remixicon/react';
import { decisionLogApiRef } from './api';
import { rootRouteRef } from './routes';

const decisionLogApi = ApiBlueprint.make({
  params: defineParams =>
    defineParams({
      api: decisionLogApiRef,
      deps: { fetchApi: fetchApiRef },
      factory: ({ fetchApi }) =>
        new DecisionLogClient({
          baseUrl: 'plugin://decision-log',
          fetch: fetchApi.fetch,
        }),
    }),
});

export const decisionLogPage = PageBlueprint.make({
  params: { path: '/decision-log', routeRef: rootRouteRef },
});

export const denialsSubPage = SubPageBlueprint.make({
  name: 'denials',
  params: {
    path: 'denials',
    title: 'Denials',
    loader: () =>
      import('./components/FleetPages').then(m => <m.DenialsPage />),
  },
});

export const failuresSubPage = SubPageBlueprint.make({
  name: 'failures',
  params: {
    path: 'failures',
    title: 'Failing closed',
    loader: () =>
      import('./components/FleetPages').then(m => <m.FailuresPage />),
  },
});

export const revisionsSubPage = SubPageBlueprint.make({
  name: 'revisions',
  params: {
    path: 'revisions',
    title: 'Revisions',
    loader: () =>
      import('./components/FleetPages').then(m => <m.RevisionsPage />),
  },
});

export const completenessSubPage = SubPageBlueprint.make({
  name: 'completeness',
  params: {
    path: 'completeness',
    title: 'Completeness',
    loader: () =>
      import('./components/FleetPages').then(m => <m.CompletenessPage />),
  },
});

export const findSubPage = SubPageBlueprint.make({
  name: 'find',
  params: {
    path: 'find',
    title: 'Find one',
    loader: () => import('./components/FindPage').then(m => <m.FindRoutes />),
  },
});

export const replaySubPage = SubPageBlueprint.make({
  name: 'replay',
  params: {
    path: 'replay',
    title: 'Replay',
    loader: () => import('./components/Replay').then(m => <m.ReplayRoutes />),
  },
});

// What asks a policy, or says which policies decide for it.
const hasDecisions: FilterPredicate = {
  $any: [
    { kind: 'Component' },
    { 'metadata.annotations.companyos.dev/policy-path': { $exists: true } },
  ],
};

export const decisionLogEntityContent = EntityContentBlueprint.make({
  params: {
    path: '/decisions',
    title: 'Policy decisions',
    group: 'operation',
    icon: <RiGovernmentLine />,
    filter: hasDecisions,
    loader: () =>
      import('./components/EntityDecisions').then(m => <m.EntityDecisions />),
  },
});

export const decisionLogEntityCard = EntityCardBlueprint.make({
  params: {
    type: 'content',
    filter: hasDecisions,
    loader: () =>
      import('./components/DecisionsCard').then(m => <m.DecisionsCard />),
  },
});

/** @public */
export const decisionLogPlugin = createFrontendPlugin({
  pluginId: 'decision-log',
  title: 'Policy log',
  icon: <RiGovernmentLine />,
  info: { packageJson: () => import('../package.json') },
  routes: { root: rootRouteRef },
  extensions: [
    decisionLogApi,
    decisionLogPage,
    denialsSubPage,
    failuresSubPage,
    revisionsSubPage,
    completenessSubPage,
    findSubPage,
    replaySubPage,
    decisionLogEntityContent,
    decisionLogEntityCard,
  ],
});
