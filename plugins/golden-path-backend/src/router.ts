import type {
  HttpAuthService,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import { readCliManifest } from '@companyos/golden-path';
import { authorize, validate } from '@companyos/plugin-companyos-node';
import {
  createPreviewBodySchema,
  goldenPathPlatformReadPermission,
  goldenPathPreviewCreatePermission,
  type Platform,
  type Preview,
} from '@companyos/plugin-golden-path-common';
import express from 'express';
import Router from 'express-promise-router';
import { createPreview, type PreviewOptions } from './createPreview';
import { describeTarget } from './describeTarget';
import { findCliFile } from './findCliFile';
import { openApiDocument } from './openApi';

const A_YEAR = '365d';

/** The REST API of the golden path. */
export function createRouter(
  options: PreviewOptions & {
    httpAuth: HttpAuthService;
    permissions: PermissionsService;
  },
): express.Router {
  const { config, httpAuth, permissions } = options;
  const router = Router();
  router.use(express.json({ limit: '128kb' }));

  router.get('/openapi.json', async (req, res) => {
    await httpAuth.credentials(req, { allow: ['user', 'service'] });
    res.json(openApiDocument());
  });

  router.get('/v1/platform', async (req, res) => {
    const credentials = await httpAuth.credentials(req, {
      allow: ['user', 'service'],
    });
    await authorize(permissions, credentials, goldenPathPlatformReadPermission);
    const cli = await readCliManifest(config.cliDirectory);
    res.json({
      portalUrl: config.portalUrl,
      workflow: config.workflow,
      cli: { version: cli.version, file: cli.file, integrity: cli.integrity },
      publish: describeTarget(config),
    } satisfies Platform);
  });

  router.post('/v1/previews', async (req, res) => {
    const credentials = await httpAuth.credentials(req, {
      allow: ['user', 'service'],
    });
    await authorize(
      permissions,
      credentials,
      goldenPathPreviewCreatePermission,
    );
    const body = validate(createPreviewBodySchema, req.body, 'Body');
    res.json(
      (await createPreview(body, credentials, options)) satisfies Preview,
    );
  });

  // For the build of a service, which has no identity here; see README.md.
  router.get('/cli/:file', async (req, res) => {
    const { directory, file } = await findCliFile(
      config.cliDirectory,
      req.params.file,
    );
    res.type('application/gzip');
    res.sendFile(file, { root: directory, immutable: true, maxAge: A_YEAR });
  });

  return router;
}
