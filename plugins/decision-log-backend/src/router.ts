import type {
  AuditorService,
  BackstageCredentials,
  HttpAuthService,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import { NotAllowedError, NotFoundError } from '@backstage/errors';
import { summariesBodySchema } from '@companyos/plugin-companyos-common';
import {
  answerUnavailable,
  validate,
  type EntityMirror,
} from '@companyos/plugin-companyos-node';
import {
  decisionPathSchema,
  inputReadPermission,
  listDecisionsQuerySchema,
  summaryQuerySchema,
  type DecisionFilter,
  type Summaries,
} from '@companyos/plugin-decision-log-common';
import express from 'express';
import Router from 'express-promise-router';
import { audit } from './audit';
import { endpoints, openApi } from './endpoints';
import { entityOf, inputsOf } from './entityOf';
import { listDecisions } from './listDecisions';
import type { PolicySource } from './policy/PolicySource';
import { revisionOf } from './policy/revisionOf';
import { readerOf } from './readerOf';
import { showEvent } from './showEvent';
import type { DecisionStore } from './store/DecisionStore';
import { idOf } from './store/rows';
import { checkBuckets, windowOf } from './window';

/** HTTP only: who asks, may they, is it valid; then one call. */
export function createRouter(options: {
  auditor: AuditorService;
  httpAuth: HttpAuthService;
  permissions: PermissionsService;
  mirror: EntityMirror;
  decisions: DecisionStore;
  policies: PolicySource;
  /** What comes from OPAs, and what is about all entities. */
  opaRouter: express.Router;
  fleetRouter: express.Router;
  /** What makes decisions again. */
  replayRouter: express.Router;
}): express.Router {
  const { auditor, httpAuth, mirror, decisions, policies } = options;
  const router = Router();

  // Who may not see inputs must not find out by asking what is in them.
  function checkFilter(filter: DecisionFilter, inputs: 'shown' | 'hidden') {
    const asked = (['subject', 'resource', 'query'] as const).find(
      name => filter[name] !== undefined,
    );
    if (asked && inputs === 'hidden')
      throw new NotAllowedError(
        `Query parameter '${asked}' needs the permission '${inputReadPermission.name}' for this entity`,
      );
  }

  /** The decision that a path names, with its event, for who may see its entity. */
  async function findDecision(
    req: express.Request,
    credentials: BackstageCredentials,
  ) {
    const { id } = validate(decisionPathSchema, req.params, 'Path');
    const visibility = await mirror.visibility(credentials);
    const found = await decisions.find(id, visibility);
    if (!found) throw new NotFoundError(`There is no decision '${id}'`);
    const [event] = await decisions.events([found]);
    return { found, event, visibility };
  }

  router.use(options.opaRouter);
  router.use(options.fleetRouter);
  router.use(options.replayRouter);

  router.get('/openapi.json', async (req, res) => {
    await httpAuth.credentials(req, { allow: ['user', 'service'] });
    res.json(openApi);
  });

  router.get(endpoints.listDecisions.path, async (req, res) => {
    const credentials = await readerOf(req, options);
    const filter = validate(listDecisionsQuerySchema, req.query, 'Query');
    const window = windowOf(filter);
    const { entityRef } = await entityOf(req, credentials, mirror);
    const inputs = await inputsOf(entityRef, credentials, mirror);
    checkFilter(filter, inputs);
    const question = { entityRef, filter, window, inputs };
    if (filter.query) await audit(auditor, req, 'input-search', { entityRef });
    res.json(await listDecisions(decisions, question));
  });

  router.get(endpoints.getSummary.path, async (req, res) => {
    const credentials = await readerOf(req, options);
    const query = validate(summaryQuerySchema, req.query, 'Query');
    const window = windowOf(query);
    checkBuckets(window, query.bucket);
    const { entityRef } = await entityOf(req, credentials, mirror);
    res.json(await decisions.summary(entityRef, window, query.bucket));
  });

  router.get(endpoints.getDecision.path, async (req, res) => {
    const credentials = await readerOf(req, options);
    const { found, event } = await findDecision(req, credentials);
    const entityRef = found.entityRef ?? undefined;
    const inputs = await inputsOf(entityRef, credentials, mirror);
    if (inputs === 'shown')
      await audit(auditor, req, 'input-read', {
        entityRef,
        decisionId: idOf(found),
      });
    // What somebody uploaded is shown to nobody as a page.
    res
      .type('application/json')
      .setHeader('X-Content-Type-Options', 'nosniff')
      .send(showEvent(found, event.toString(), inputs));
  });

  router.get(endpoints.getPolicy.path, async (req, res) => {
    const credentials = await readerOf(req, options);
    const { found, event, visibility } = await findDecision(req, credentials);
    const entity =
      found.entityRef && (await mirror.find(found.entityRef, visibility));
    res.json(
      await policies.policyOf(
        {
          path: found.path ?? undefined,
          revision: revisionOf(JSON.parse(event.toString())),
          entity: entity || undefined,
        },
        credentials,
      ),
    );
  });

  router.post(
    endpoints.summaries.path,
    // A thousand entity references are longer than what Express takes by itself.
    express.json({ limit: '512kb' }),
    async (req, res) => {
      const credentials = await readerOf(req, options);
      const { entityRefs } = validate(summariesBodySchema, req.body, 'Body');
      const visibility = await mirror.visibility(credentials);
      const found = await decisions.summaries(
        entityRefs,
        visibility,
        windowOf({}),
      );
      res.json({
        summaries: Object.fromEntries(
          entityRefs.map(ref => [ref, found.get(ref) ?? null]),
        ),
      } satisfies Summaries);
    },
  );

  router.use(answerUnavailable);
  return router;
}
