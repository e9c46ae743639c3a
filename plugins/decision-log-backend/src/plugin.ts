import {
  coreServices,
  createBackendPlugin,
} from '@backstage/backend-plugin-api';
import { catalogServiceRef } from '@backstage/plugin-catalog-node';
import {
  EntityMirror,
  EntitySourceReader,
  openDatabase,
  PrometheusClient,
} from '@companyos/plugin-companyos-node';
import { decisionLogPermissions } from '@companyos/plugin-decision-log-common';
import packageJson from '../package.json';
import { readDecisionLogConfig } from './config';
import { ServiceCounters } from './counters/ServiceCounters';
import { EventReader } from './event/EventReader';
import { EventRules } from './event/EventRules';
import { POLICY_PATH_ANNOTATION, PolicyPaths } from './event/PolicyPaths';
import { createFleetRouter } from './fleetRouter';
import { keepDays } from './keepDays';
import { createOpaRouter } from './opaRouter';
import { createCommitOfImage } from './policy/commitOfImage';
import { PolicySource } from './policy/PolicySource';
import { createReplayRouter } from './replay/replayRouter';
import { Replays } from './replay/Replays';
import { ReplayStore } from './replay/ReplayStore';
import { createRouter } from './router';
import { BlockIds } from './store/BlockIds';
import { DecisionStore } from './store/DecisionStore';
import { EventStore } from './store/EventStore';
import { FleetStore } from './store/FleetStore';
import { InstanceStore } from './store/InstanceStore';
import { Partitions } from './store/Partitions';
import { QuarantineStore } from './store/QuarantineStore';
import { Terms } from './store/Terms';

const PROMETHEUS_TIMEOUT_MS = 10_000;

/**
 * What policies decided: received from every Open Policy Agent, kept whole, and looked up.
 *
 * @public
 */
export const decisionLogPlugin = createBackendPlugin({
  pluginId: 'decision-log',
  register(env) {
    env.registerInit({
      deps: {
        auditor: coreServices.auditor,
        auth: coreServices.auth,
        catalog: catalogServiceRef,
        config: coreServices.rootConfig,
        database: coreServices.database,
        discovery: coreServices.discovery,
        httpAuth: coreServices.httpAuth,
        httpRouter: coreServices.httpRouter,
        logger: coreServices.logger,
        permissions: coreServices.permissions,
        permissionsRegistry: coreServices.permissionsRegistry,
        lifecycle: coreServices.lifecycle,
        scheduler: coreServices.scheduler,
        urlReader: coreServices.urlReader,
      },
      async init(deps) {
        const config = readDecisionLogConfig(deps.config);
        const rules = new EventRules(config.rules);
        const mirror = await EntityMirror.create(deps);
        const knex = await openDatabase(deps.database, packageJson.name);
        const partitions = await Partitions.open(knex, rules.classes);
        const terms = new Terms(knex);
        const instances = new InstanceStore(knex, mirror);
        const quarantine = new QuarantineStore(knex, {
          keepBytes: !rules.masksAnything,
        });
        const decisions = new DecisionStore(knex, mirror, terms);
        const replayStore = new ReplayStore(knex);
        const replays = new Replays({
          decisions,
          store: replayStore,
          rules: config.reading,
          limits: config.replay,
          logger: deps.logger,
        });
        deps.lifecycle.addShutdownHook(() => replays.stop());
        const stores = { partitions, terms, instances, quarantine };
        const paths = new PolicyPaths();
        const mapPaths = async () =>
          paths.update(
            await mirror.list({
              kinds: [],
              annotation: POLICY_PATH_ANNOTATION,
            }),
          );
        await mapPaths();
        const reader = EntitySourceReader.fromConfig(deps.config, {
          reader: deps.urlReader,
        });
        const { prometheus } = config;

        deps.permissionsRegistry.addPermissions(decisionLogPermissions);
        deps.httpRouter.use(
          createRouter({
            ...deps,
            mirror,
            decisions,
            policies: new PolicySource(reader, createCommitOfImage(deps)),
            replayRouter: createReplayRouter({
              ...deps,
              mirror,
              decisions,
              replays,
              reader,
              store: replayStore,
              rules: config.reading,
            }),
            fleetRouter: createFleetRouter({
              ...deps,
              mirror,
              instances,
              fleet: new FleetStore(knex, mirror),
              counters: new ServiceCounters({
                mirror,
                decisions,
                metric: prometheus,
                delayMs: prometheus.delaySeconds * 1000,
                prometheus: prometheus.url
                  ? new PrometheusClient({
                      url: prometheus.url,
                      token: prometheus.token,
                      timeoutMs: PROMETHEUS_TIMEOUT_MS,
                    })
                  : undefined,
              }),
            }),
            opaRouter: createOpaRouter({
              ...deps,
              paths,
              instances,
              reader: new EventReader(rules, paths),
              store: new EventStore(knex, {
                ...stores,
                blockIds: new BlockIds(knex),
              }),
              limits: config.limits,
            }),
          }),
        );
        await deps.scheduler.scheduleTask({
          ...config.schedule,
          id: 'decision-log-days',
          fn: async () => {
            await mirror.sync();
            await keepDays({
              ...stores,
              replays: replayStore,
              logger: deps.logger,
            });
          },
        });
        // Each replica files events by itself, so each has to know whose paths they are.
        await deps.scheduler.scheduleTask({
          ...config.schedule,
          id: 'decision-log-paths',
          scope: 'local',
          fn: mapPaths,
        });
      },
    });
  },
});
