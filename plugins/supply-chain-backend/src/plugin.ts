import {
  coreServices,
  createBackendPlugin,
  resolvePackagePath,
} from '@backstage/backend-plugin-api';
import { catalogServiceRef } from '@backstage/plugin-catalog-node';
import { EntityMirror, openDatabase } from '@companyos/plugin-companyos-node';
import { supplyChainPermissions } from '@companyos/plugin-supply-chain-common';
import { ReleaseGate } from '@companyos/policy';
import { AttestationStore } from './AttestationStore';
import { ChangeStore } from './ChangeStore';
import { ComponentStore } from './ComponentStore';
import { readSupplyChainConfig } from './config';
import { ContentIndex } from './ContentIndex';
import packageJson from '../package.json';
import { endpoints } from './endpoints';
import { EvidenceVerifier } from './EvidenceVerifier';
import { FindingStore } from './FindingStore';
import { FleetStore } from './FleetStore';
import { GateStore } from './GateStore';
import { GitHubTokens } from './GitHubTokens';
import { ReleaseStore } from './ReleaseStore';
import { createRouter } from './router';
import { verifyAgain } from './verifyAgain';

/**
 * Evidence about the releases of every entity: kept as it came, verified, and searched.
 *
 * @public
 */
export const supplyChainPlugin = createBackendPlugin({
  pluginId: 'supply-chain',
  register(env) {
    env.registerInit({
      deps: {
        auditor: coreServices.auditor,
        auth: coreServices.auth,
        catalog: catalogServiceRef,
        config: coreServices.rootConfig,
        database: coreServices.database,
        httpAuth: coreServices.httpAuth,
        httpRouter: coreServices.httpRouter,
        logger: coreServices.logger,
        permissions: coreServices.permissions,
        permissionsRegistry: coreServices.permissionsRegistry,
        scheduler: coreServices.scheduler,
        userInfo: coreServices.userInfo,
      },
      async init(deps) {
        const config = readSupplyChainConfig(deps.config);
        const gate = await ReleaseGate.load(
          resolvePackagePath('@companyos/policy', 'assets'),
        );
        const mirror = await EntityMirror.create(deps);
        const knex = await openDatabase(deps.database, packageJson.name);
        const verifier = new EvidenceVerifier(config.trust, config);
        const attestations = new AttestationStore(knex, {
          mirror,
          index: new ContentIndex(),
          maxBundles: config.maxBundles,
        });
        const github = config.github && new GitHubTokens(config.github, knex);
        const wired = { ...deps, mirror, attestations, verifier };

        deps.permissionsRegistry.addPermissions(supplyChainPermissions);
        deps.httpRouter.use(
          createRouter({
            ...wired,
            github,
            changes: new ChangeStore(knex),
            components: new ComponentStore(knex, mirror),
            findings: new FindingStore(knex, mirror),
            fleet: new FleetStore(knex, mirror),
            gate,
            gates: new GateStore(knex),
            releases: new ReleaseStore(knex, mirror),
          }),
        );
        // A workflow's token is none of Backstage's: the router looks at it, and at everybody else's credentials as well.
        deps.httpRouter.addAuthPolicy({
          path: endpoints.upload.path,
          allow: 'unauthenticated',
        });
        await deps.scheduler.scheduleTask({
          ...config.schedule,
          id: 'supply-chain-evidence',
          fn: async signal => {
            await mirror.sync();
            await github?.forgetExpired();
            await verifyAgain({ ...wired, ...config }, signal);
          },
        });
      },
    });
  },
});
