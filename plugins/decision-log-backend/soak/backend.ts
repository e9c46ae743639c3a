/** The backend that `sigkill.soak.ts` kills: the catalog and the decision log, nothing else. */
import { createBackend } from '@backstage/backend-defaults';

const backend = createBackend();
backend.add(import('@backstage/plugin-catalog-backend'));
backend.add(import('../src'));
backend.start();
