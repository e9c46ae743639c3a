import type {
  HttpAuthService,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import { InputError } from '@backstage/errors';
import {
  authorize,
  readBody,
  validate,
} from '@companyos/plugin-companyos-node';
import {
  eventCreatePermission,
  partitionPathSchema,
  statusBodySchema,
  type Uploaded,
} from '@companyos/plugin-decision-log-common';
import express from 'express';
import Router from 'express-promise-router';
import { endpoints } from './endpoints';
import type { EventReader } from './event/EventReader';
import type { PolicyPaths } from './event/PolicyPaths';
import { readStatus } from './readStatus';
import type { EventStore } from './store/EventStore';
import type { InstanceStore } from './store/InstanceStore';
import { Queue } from './upload/Queue';
import { receiveUpload } from './upload/receiveUpload';

/** What comes from OPAs: their decisions and their status. */
export function createOpaRouter(options: {
  httpAuth: HttpAuthService;
  permissions: PermissionsService;
  reader: EventReader;
  paths: PolicyPaths;
  store: EventStore;
  instances: InstanceStore;
  limits: { bodySize: number; inflatedSize: number; uploads: number };
}): express.Router {
  const { httpAuth, permissions, reader, paths, store, instances } = options;
  const { bodySize, inflatedSize } = options.limits;
  const queue = new Queue(options.limits.uploads);
  const router = Router();

  async function uploaderOf(req: express.Request): Promise<string> {
    const credentials = await httpAuth.credentials(req, {
      allow: ['user', 'service'],
    });
    await authorize(permissions, credentials, eventCreatePermission);
    const { principal } = credentials;
    return principal.type === 'user'
      ? principal.userEntityRef
      : principal.subject;
  }

  async function upload(req: express.Request, res: express.Response) {
    const uploadedBy = await uploaderOf(req);
    const uploaded = await queue.run(async () =>
      receiveUpload(
        { reader, store, inflatedSize },
        {
          body: await readBody(req, res, {
            limit: bodySize,
            advice:
              'lower decision_logs.reporting.upload_size_limit_bytes of this OPA',
          }),
          encoding: req.headers['content-encoding'],
          uploadedBy,
        },
      ),
    );
    res.json(uploaded satisfies Uploaded);
  }

  async function report(req: express.Request, res: express.Response) {
    const uploadedBy = await uploaderOf(req);
    const body = await readBody(req, res, {
      limit: bodySize,
      advice: 'this is more than any OPA reports',
    });
    const status = validate(statusBodySchema, parse(body), 'Body');
    const labels = status.labels ?? {};
    const id = await instances.id({ uploadedBy, opaId: labels.id ?? '' });
    await instances.report(id, readStatus(status), {
      labels,
      entityRef: paths.entityOf(labels, undefined),
    });
    res.json({ accepted: true });
  }

  router.post(endpoints.upload.path, upload);
  router.post(endpoints.uploadPartition.path, async (req, res) => {
    validate(partitionPathSchema, req.params, 'Path');
    await upload(req, res);
  });
  router.post(endpoints.report.path, report);
  router.post(endpoints.reportPartition.path, async (req, res) => {
    validate(partitionPathSchema, req.params, 'Path');
    await report(req, res);
  });
  return router;
}

function parse(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString());
  } catch (error) {
    throw new InputError(`Body is not JSON: ${(error as Error).message}`);
  }
}
