import { randomUUID } from 'node:crypto';
import {
  coreServices,
  createBackendModule,
  resolvePackagePath,
} from '@backstage/backend-plugin-api';
import { policyExtensionPoint } from '@backstage/plugin-permission-node/alpha';
import { DecisionLog, loadPolicy } from '@companyos/policy';
import packageJson from '../package.json';
import { createDecisionSink } from './decisionSink';
import { keepUploading } from './keepUploading';
import { PortalPermissionPolicy } from './PortalPermissionPolicy';

/** Whose decisions these are: the component that this package is in the portal's catalog. */
const COMPONENT =
  'component:default/companyos-plugin-permission-backend-module-opa';

const asset = (name: string) =>
  resolvePackagePath(packageJson.name, 'assets', name);

/**
 * Decides every permission of the portal from `policies/portal`, and logs each decision to the portal's own decision log.
 * Without the compiled policy the backend does not start.
 *
 * @public
 */
export const permissionModuleOpa = createBackendModule({
  pluginId: 'permission',
  moduleId: 'opa',
  register(env) {
    env.registerInit({
      deps: {
        auth: coreServices.auth,
        discovery: coreServices.discovery,
        logger: coreServices.logger,
        policies: policyExtensionPoint,
        rootLifecycle: coreServices.rootLifecycle,
        scheduler: coreServices.scheduler,
      },
      async init({ logger, policies, rootLifecycle, scheduler, ...services }) {
        const policy = await loadPolicy({
          wasm: asset('portal.wasm'),
          data: asset('portal.data.json'),
        });
        const log = new DecisionLog({
          labels: {
            id: randomUUID(),
            entity: COMPONENT,
            version: packageJson.version,
          },
          bundle: { name: 'portal', revision: policy.sha256 },
          sink: createDecisionSink(services),
        });
        policies.setPolicy(new PortalPermissionPolicy({ policy, log, logger }));
        const upload = keepUploading(log, logger);
        // Each replica has decided for itself.
        await scheduler.scheduleTask({
          id: 'permission-decisions',
          scope: 'local',
          frequency: { seconds: 2 },
          timeout: { seconds: 30 },
          initialDelay: { seconds: 2 },
          fn: upload,
        });
        // Before any plugin ends: the decision log is one, and takes nothing any more once it does.
        rootLifecycle.addBeforeShutdownHook(upload);
      },
    });
  },
});
