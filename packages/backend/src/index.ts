import { createBackend } from '@backstage/backend-defaults';
import { accessTokenHandlerServiceFactory } from '@companyos/plugin-access-tokens-backend';
import { searchModuleAdr } from '@companyos/plugin-adr-backend';
import { localGitUrlReaderServiceFactory } from '@companyos/plugin-local-git-backend';

const backend = createBackend();

// The portal itself
backend.add(import('@backstage/plugin-app-backend'));
backend.add(import('@backstage/plugin-user-settings-backend'));
backend.add(import('@backstage/plugin-notifications-backend'));
backend.add(import('@backstage/plugin-signals-backend'));

// Who may come in, and who may do what
backend.add(import('@backstage/plugin-auth-backend'));
backend.add(import('@backstage/plugin-auth-backend-module-github-provider'));
backend.add(import('@backstage/plugin-auth-backend-module-oidc-provider'));
backend.add(import('@companyos/plugin-auth-backend-module-personas'));
backend.add(import('@backstage/plugin-permission-backend'));
backend.add(import('@companyos/plugin-permission-backend-module-opa'));
backend.add(import('@companyos/plugin-access-tokens-backend'));
backend.add(accessTokenHandlerServiceFactory);

// The catalog
backend.add(import('@backstage/plugin-catalog-backend'));
backend.add(import('@backstage/plugin-catalog-backend-module-github'));
backend.add(import('@backstage/plugin-catalog-backend-module-logs'));
backend.add(
  import('@backstage/plugin-catalog-backend-module-scaffolder-entity-model'),
);

// The golden path
backend.add(import('@backstage/plugin-scaffolder-backend'));
backend.add(import('@backstage/plugin-scaffolder-backend-module-github'));
backend.add(
  import('@backstage/plugin-scaffolder-backend-module-notifications'),
);
backend.add(import('@companyos/plugin-scaffolder-backend-module-golden-path'));
backend.add(import('@companyos/plugin-golden-path-backend'));
backend.add(import('@companyos/plugin-local-git-backend'));
backend.add(localGitUrlReaderServiceFactory);

// Decisions on record
backend.add(import('@companyos/plugin-adr-backend'));
backend.add(import('@companyos/plugin-scaffolder-backend-module-adr'));

// What is known of releases
backend.add(import('@companyos/plugin-supply-chain-backend'));

// What policies decided
backend.add(import('@companyos/plugin-decision-log-backend'));

// Documentation and search
backend.add(import('@backstage/plugin-techdocs-backend'));
backend.add(import('@companyos/plugin-techdocs-backend-module-checkout'));
backend.add(import('@backstage/plugin-search-backend'));
backend.add(import('@backstage/plugin-search-backend-module-pg'));
backend.add(import('@backstage/plugin-search-backend-module-catalog'));
backend.add(import('@backstage/plugin-search-backend-module-techdocs'));
backend.add(searchModuleAdr);

// A portal that came up half would look alive to whoever waits for it.
backend.start().catch(error => {
  process.stderr.write(`The portal could not start: ${error}\n`);
  process.exit(1);
});
