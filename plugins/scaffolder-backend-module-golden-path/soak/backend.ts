/** The backend that `recovery.soak.ts` kills: the catalog, the scaffolder and the local Git host, nothing else. */
import { createBackend } from '@backstage/backend-defaults';
import { localGitUrlReaderServiceFactory } from '@companyos/plugin-local-git-backend';

const backend = createBackend();
backend.add(import('@backstage/plugin-catalog-backend'));
backend.add(
  import('@backstage/plugin-catalog-backend-module-scaffolder-entity-model'),
);
backend.add(import('@backstage/plugin-scaffolder-backend'));
backend.add(import('@companyos/plugin-local-git-backend'));
backend.add(localGitUrlReaderServiceFactory);
backend.add(import('../src'));
backend.start();
