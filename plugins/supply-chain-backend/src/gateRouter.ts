import type {
  AuditorService,
  HttpAuthService,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import { NotFoundError, toError } from '@backstage/errors';
import { validate, type EntityMirror } from '@companyos/plugin-companyos-node';
import {
  gateBodySchema,
  gatePathSchema,
  type GateDecision,
} from '@companyos/plugin-supply-chain-common';
import type { ReleaseGate } from '@companyos/policy';
import express from 'express';
import Router from 'express-promise-router';
import { askGate } from './askGate';
import { endpoints } from './endpoints';
import type { EvidenceVerifier } from './EvidenceVerifier';
import type { GateStore } from './GateStore';
import { readerOf } from './reader';
import type { ReleaseStore } from './ReleaseStore';
import { visibleRelease } from './visibleRelease';

/** Whether a release may go where somebody wants it. */
export function createGateRouter(options: {
  auditor: AuditorService;
  httpAuth: HttpAuthService;
  permissions: PermissionsService;
  mirror: EntityMirror;
  gate: ReleaseGate;
  gates: GateStore;
  releases: ReleaseStore;
  verifier: EvidenceVerifier;
}): express.Router {
  const { auditor, mirror } = options;
  const router = Router();

  router.post(endpoints.askGate.path, express.json(), async (req, res) => {
    const audit = await auditor.createEvent({
      eventId: 'gate-decision',
      severityLevel: 'medium',
      request: req,
      meta: { actionType: 'decide' },
    });
    try {
      const credentials = await readerOf(req, options);
      const { gate } = validate(gatePathSchema, req.params, 'Path');
      const asked = validate(gateBodySchema, req.body, 'Body');
      const release = await visibleRelease(options, asked, credentials);
      const entity = await mirror.find(
        release.entity_ref,
        await mirror.visibility(credentials),
      );
      if (!entity)
        throw new NotFoundError(`There is no entity '${release.entity_ref}'`);
      const { environment } = asked;
      const about = { release, entity, environment, now: new Date() };
      const decision = await askGate(options, about);
      await audit.success({
        meta: {
          gate,
          environment,
          entityRef: release.entity_ref,
          digest: release.digest,
          allow: decision.allow,
          violations: decision.violations.map(({ code }) => code),
          excepted: decision.excepted.map(({ source }) => source),
          policy: decision.policy,
        },
      });
      res.json(decision satisfies GateDecision);
    } catch (error) {
      await audit.fail({ error: toError(error) });
      throw error;
    }
  });

  return router;
}
