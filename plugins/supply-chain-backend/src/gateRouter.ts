import type {
  AuditorService,
  BackstageCredentials,
  HttpAuthService,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import { NotFoundError, toError } from '@backstage/errors';
import { validate, type EntityMirror } from '@companyos/plugin-companyos-node';
import {
  gateBodySchema,
  gatePathSchema,
  releaseFindingsQuerySchema,
  releasePathSchema,
  type FindingPage,
  type GateDecision,
} from '@companyos/plugin-supply-chain-common';
import type { ReleaseGate } from '@companyos/policy';
import express from 'express';
import Router from 'express-promise-router';
import { askGate, type GateAbout } from './askGate';
import { endpoints } from './endpoints';
import type { EvidenceVerifier } from './EvidenceVerifier';
import type { FindingStore } from './FindingStore';
import type { GateStore } from './GateStore';
import { readerOf } from './reader';
import type { ReleaseStore } from './ReleaseStore';
import { triageFindings } from './triageFindings';
import { visibleRelease } from './visibleRelease';

/** Whether a release may go where somebody wants it, and which of its findings count there. */
export function createGateRouter(options: {
  auditor: AuditorService;
  httpAuth: HttpAuthService;
  permissions: PermissionsService;
  mirror: EntityMirror;
  findings: FindingStore;
  gate: ReleaseGate;
  gates: GateStore;
  releases: ReleaseStore;
  verifier: EvidenceVerifier;
}): express.Router {
  const { auditor, findings, mirror } = options;
  const router = Router();

  async function aboutRelease(
    asked: { digest: string; entityRef?: string },
    credentials: BackstageCredentials,
  ): Promise<GateAbout> {
    const release = await visibleRelease(options, asked, credentials);
    const visibility = await mirror.visibility(credentials);
    const entity = await mirror.find(release.entity_ref, visibility);
    if (!entity)
      throw new NotFoundError(`There is no entity '${release.entity_ref}'`);
    return { release, entity, now: new Date() };
  }

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
      const { environment } = asked;
      const about = await aboutRelease(asked, credentials);
      const decision = await askGate(options, { ...about, environment });
      await audit.success({
        meta: {
          gate,
          environment,
          entityRef: about.release.entity_ref,
          digest: about.release.digest,
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

  router.get(endpoints.listFindings.path, async (req, res) => {
    const credentials = await readerOf(req, options);
    const { digest } = validate(releasePathSchema, req.params, 'Path');
    const { entityRef, environment, ...filter } = validate(
      releaseFindingsQuerySchema,
      req.query,
      'Query',
    );
    const about = await aboutRelease({ digest, entityRef }, credentials);
    const page = await findings.listFindings(about.release.id, filter);
    res.json({
      ...page,
      ...(environment &&
        (await triageFindings(options, { ...about, environment }, page.items))),
    } satisfies FindingPage);
  });

  return router;
}
