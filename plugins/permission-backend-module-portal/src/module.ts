import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { policyExtensionPoint } from '@backstage/plugin-permission-node/alpha';
import { PortalPermissionPolicy } from './PortalPermissionPolicy';

/**
 * Decides every permission of the portal from `policies/portal`. Without the compiled policy the backend does not start.
 *
 * @public
 */
export const permissionModulePortal = createBackendModule({
  pluginId: 'permission',
  moduleId: 'portal',
  register(env) {
    env.registerInit({
      deps: { logger: coreServices.logger, policies: policyExtensionPoint },
      async init({ logger, policies }) {
        policies.setPolicy(await PortalPermissionPolicy.create({ logger }));
      },
    });
  },
});
