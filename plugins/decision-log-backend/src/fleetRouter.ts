import type {
  HttpAuthService,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import { validate, type EntityMirror } from '@companyos/plugin-companyos-node';
import {
  listCountersQuerySchema,
  listInstancesQuerySchema,
  refusalsQuerySchema,
} from '@companyos/plugin-decision-log-common';
import type express from 'express';
import Router from 'express-promise-router';
import { endpoints } from './endpoints';
import { readerOf } from './readerOf';
import type { ServiceCounters } from './counters/ServiceCounters';
import type { FleetStore } from './store/FleetStore';
import type { InstanceStore } from './store/InstanceStore';
import { windowOf } from './window';

/** A question about all entities reads more than one about a single one. */
const MAX_FLEET_DAYS = 31;

/** What is about all entities, or about the OPAs. */
export function createFleetRouter(options: {
  httpAuth: HttpAuthService;
  permissions: PermissionsService;
  mirror: EntityMirror;
  fleet: FleetStore;
  instances: InstanceStore;
  counters: ServiceCounters;
}): express.Router {
  const { mirror, fleet, instances, counters } = options;
  const router = Router();

  const visibilityOf = async (req: express.Request) =>
    mirror.visibility(await readerOf(req, options));

  router.get(endpoints.listInstances.path, async (req, res) => {
    const visibility = await visibilityOf(req);
    const query = validate(listInstancesQuerySchema, req.query, 'Query');
    res.json(await instances.list(query, visibility));
  });

  router.get(endpoints.listRefusals.path, async (req, res) => {
    const visibility = await visibilityOf(req);
    const query = validate(refusalsQuerySchema, req.query, 'Query');
    const window = windowOf(query, { maxDays: MAX_FLEET_DAYS });
    res.json(await fleet.refusals({ ...query, window }, visibility));
  });

  router.get(endpoints.listSkews.path, async (req, res) => {
    res.json(await fleet.skews(await visibilityOf(req)));
  });

  router.get(endpoints.listCounters.path, async (req, res) => {
    const visibility = await visibilityOf(req);
    const query = validate(listCountersQuerySchema, req.query, 'Query');
    res.json(await counters.list(query, visibility));
  });

  return router;
}
