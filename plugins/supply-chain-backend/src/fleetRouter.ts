import type {
  HttpAuthService,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import { validate, type EntityMirror } from '@companyos/plugin-companyos-node';
import {
  listAffectedQuerySchema,
  listExceptionsQuerySchema,
  listNewestQuerySchema,
  listRunningQuerySchema,
  listUsagesQuerySchema,
} from '@companyos/plugin-supply-chain-common';
import type express from 'express';
import Router from 'express-promise-router';
import type { ComponentStore } from './ComponentStore';
import { endpoints } from './endpoints';
import type { FindingStore } from './FindingStore';
import type { FleetStore } from './FleetStore';
import { readerOf } from './reader';
import type { ReleaseStore } from './ReleaseStore';

/** What is asked about all entities at once; everybody gets what they may see. */
export function createFleetRouter(options: {
  httpAuth: HttpAuthService;
  permissions: PermissionsService;
  mirror: EntityMirror;
  components: ComponentStore;
  findings: FindingStore;
  fleet: FleetStore;
  releases: ReleaseStore;
}): express.Router {
  const { components, findings, fleet, mirror, releases } = options;
  const router = Router();

  const visibilityOf = async (req: express.Request) =>
    mirror.visibility(await readerOf(req, options));

  router.get(endpoints.listUsages.path, async (req, res) => {
    const visibility = await visibilityOf(req);
    const filter = validate(listUsagesQuerySchema, req.query, 'Query');
    res.json(await components.listUsages(filter, visibility));
  });

  router.get(endpoints.listAffected.path, async (req, res) => {
    const visibility = await visibilityOf(req);
    const filter = validate(listAffectedQuerySchema, req.query, 'Query');
    res.json(await findings.listAffected(filter, visibility));
  });

  router.get(endpoints.listNewest.path, async (req, res) => {
    const visibility = await visibilityOf(req);
    const filter = validate(listNewestQuerySchema, req.query, 'Query');
    const { items, ...page } = await fleet.listNewest(filter, visibility);
    res.json({ ...page, items: await releases.get(items) });
  });

  router.get(endpoints.listRunning.path, async (req, res) => {
    const visibility = await visibilityOf(req);
    const filter = validate(listRunningQuerySchema, req.query, 'Query');
    res.json(await fleet.listRunning(filter, visibility));
  });

  router.get(endpoints.listExceptions.path, async (req, res) => {
    const visibility = await visibilityOf(req);
    const filter = validate(listExceptionsQuerySchema, req.query, 'Query');
    res.json(await fleet.listExceptions(filter, visibility));
  });

  router.get(endpoints.getFleetSummary.path, async (req, res) => {
    res.json(await fleet.summarize(await visibilityOf(req)));
  });

  return router;
}
