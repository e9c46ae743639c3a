import type { AuthService } from '@backstage/backend-plugin-api';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import express from 'express';
import Router from 'express-promise-router';
import { listPeople, type PeopleList } from './listPeople';
import { PROVIDER_ID } from './provider';
import { requireOwnHost } from './requireOwnHost';

/** Who can be picked, asked by somebody who is not signed in yet. */
export function createRouter(options: {
  auth: AuthService;
  catalog: CatalogService;
  portalUrl: string;
}): express.Router {
  const router = Router();
  // Also in front of the provider's own endpoints, which the auth backend adds later.
  router.use(`/${PROVIDER_ID}`, (req, _res, next) => {
    requireOwnHost(req, options.portalUrl);
    next();
  });
  router.get(`/${PROVIDER_ID}/people`, async (_req, res) => {
    res
      .set('Cache-Control', 'no-store')
      .json((await listPeople(options)) satisfies PeopleList);
  });
  return router;
}
