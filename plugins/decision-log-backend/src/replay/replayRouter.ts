import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type {
  AuditorService,
  BackstageCredentials,
  HttpAuthService,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import { NotAllowedError, NotFoundError } from '@backstage/errors';
import {
  authorize,
  validate,
  type EntityMirror,
  type EntitySourceReader,
} from '@companyos/plugin-companyos-node';
import {
  inputReadPermission,
  replayBodySchema,
  replayCreatePermission,
  replayPathSchema,
  windowQuerySchema,
  type ReadingRules,
  type Replay,
} from '@companyos/plugin-decision-log-common';
import express from 'express';
import Router from 'express-promise-router';
import { audit } from '../audit';
import { endpoints } from '../endpoints';
import { entityOf, inputsOf } from '../entityOf';
import { readerOf } from '../readerOf';
import type { DecisionStore } from '../store/DecisionStore';
import { windowOf } from '../window';
import { candidateFiles } from './candidateFiles';
import { exportEvents } from './exportEvents';
import type { Replays } from './Replays';
import type { ReplayStore } from './ReplayStore';

/** Replays and the export of events: HTTP only. Both show inputs, so both ask for that permission. */
export function createReplayRouter(options: {
  auditor: AuditorService;
  httpAuth: HttpAuthService;
  permissions: PermissionsService;
  mirror: EntityMirror;
  decisions: DecisionStore;
  reader: EntitySourceReader;
  replays: Replays;
  store: ReplayStore;
  rules: ReadingRules;
}): express.Router {
  const { auditor, permissions, mirror, decisions, replays, store } = options;
  const router = Router();

  /** The entity, of which the caller may see inputs. */
  async function openEntity(
    req: express.Request,
    credentials: BackstageCredentials,
  ) {
    const entity = await entityOf(req, credentials, mirror);
    const inputs = await inputsOf(entity.entityRef, credentials, mirror);
    if (inputs === 'shown') return entity;
    throw new NotAllowedError(
      `This needs the permission '${inputReadPermission.name}' for this entity`,
    );
  }

  async function found(entityRef: string, id: string): Promise<Replay> {
    const replay = await store.find(entityRef, id);
    if (replay) return replay;
    throw new NotFoundError(`There is no replay '${id}' of '${entityRef}'`);
  }

  router.get(endpoints.exportEvents.path, async (req, res) => {
    const credentials = await readerOf(req, options);
    const query = validate(windowQuerySchema, req.query, 'Query');
    const window = windowOf(query);
    const { entityRef } = await openEntity(req, credentials);
    await audit(auditor, req, 'input-export', { entityRef });
    const { rules } = options;
    res
      .type('application/x-ndjson')
      .setHeader('X-Content-Type-Options', 'nosniff');
    await pipeline(
      Readable.from(exportEvents(decisions, { entityRef, window, rules })),
      res,
    );
  });

  router.post(
    endpoints.startReplay.path,
    // What is pasted, as JSON writes it.
    express.json({ limit: '4mb' }),
    async (req, res) => {
      const credentials = await readerOf(req, options);
      await authorize(permissions, credentials, replayCreatePermission);
      const body = validate(replayBodySchema, req.body, 'Body');
      const window = windowOf(body, { part: 'Body' });
      const { entityRef, annotations } = await openEntity(req, credentials);
      const files = await candidateFiles(body.candidate, {
        reader: options.reader,
        annotations,
      });
      const requestedBy = nameOf(credentials);
      const { candidate } = body;
      const request = { entityRef, requestedBy, window, candidate, files };
      const id = await replays.start(request);
      const replay = await found(entityRef, id);
      await audit(auditor, req, 'replay-create', { entityRef, replayId: id });
      res.status(202).json(replay);
    },
  );

  router.get(endpoints.listReplays.path, async (req, res) => {
    const credentials = await readerOf(req, options);
    const { entityRef } = await openEntity(req, credentials);
    res.json({ items: await store.list(entityRef) });
  });

  router.get(endpoints.getReplay.path, async (req, res) => {
    const credentials = await readerOf(req, options);
    const { id } = validate(replayPathSchema, req.params, 'Path');
    const { entityRef } = await openEntity(req, credentials);
    res.json(await found(entityRef, id));
  });

  router.delete(endpoints.cancelReplay.path, async (req, res) => {
    const credentials = await readerOf(req, options);
    await authorize(permissions, credentials, replayCreatePermission);
    const { id } = validate(replayPathSchema, req.params, 'Path');
    const { entityRef } = await openEntity(req, credentials);
    await found(entityRef, id);
    await store.end(id, { state: 'cancelled' });
    await audit(auditor, req, 'replay-cancel', { entityRef, replayId: id });
    res.json(await found(entityRef, id));
  });

  return router;
}

function nameOf({ principal }: BackstageCredentials): string {
  const { userEntityRef, subject } = principal as {
    userEntityRef?: string;
    subject?: string;
  };
  return userEntityRef ?? subject ?? 'unknown';
}
