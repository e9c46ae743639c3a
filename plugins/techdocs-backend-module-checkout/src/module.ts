import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { techdocsPreparerExtensionPoint } from '@backstage/plugin-techdocs-node';
import { CheckoutPreparer } from './CheckoutPreparer';

export const techdocsModuleCheckout = createBackendModule({
  pluginId: 'techdocs',
  moduleId: 'checkout',
  register(reg) {
    reg.registerInit({
      deps: {
        config: coreServices.rootConfig,
        logger: coreServices.logger,
        preparers: techdocsPreparerExtensionPoint,
        reader: coreServices.urlReader,
      },
      async init({ config, logger, preparers, reader }) {
        preparers.registerPreparer(
          'dir',
          CheckoutPreparer.fromConfig(config, { logger, reader }),
        );
      },
    });
  },
});
