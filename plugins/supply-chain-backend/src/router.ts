import type {
  AuditorService,
  AuthService,
  BackstageCredentials,
  HttpAuthService,
  PermissionsService,
  UserInfoService,
} from '@backstage/backend-plugin-api';
import { NotFoundError, toError } from '@backstage/errors';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import {
  entityPathSchema,
  pageQuerySchema,
  summariesBodySchema,
} from '@companyos/plugin-companyos-common';
import {
  answerUnavailable,
  authorize,
  validate,
  type EntityMirror,
  type MirroredEntity,
} from '@companyos/plugin-companyos-node';
import {
  attestationCreatePermission,
  attestationPathSchema,
  changesQuerySchema,
  releaseComponentsQuerySchema,
  releasePathSchema,
  releaseQuerySchema,
  uploadQuerySchema,
  type Summaries,
  type Uploaded,
} from '@companyos/plugin-supply-chain-common';
import type { ReleaseGate } from '@companyos/policy';
import express from 'express';
import Router from 'express-promise-router';
import type { AttestationStore } from './AttestationStore';
import type { ChangeStore } from './ChangeStore';
import type { ComponentStore } from './ComponentStore';
import { endpoints, openApi } from './endpoints';
import type { EvidenceVerifier } from './EvidenceVerifier';
import type { FindingStore } from './FindingStore';
import { createFleetRouter } from './fleetRouter';
import type { FleetStore } from './FleetStore';
import { createGateRouter } from './gateRouter';
import type { GateStore } from './GateStore';
import type { GitHubTokens } from './GitHubTokens';
import { readBundleBody } from './readBundleBody';
import { readerOf } from './reader';
import type { ReleaseStore } from './ReleaseStore';
import { uploadBundles } from './uploadBundles';
import { uploaderOf, type Uploader } from './uploader';
import { visibleRelease } from './visibleRelease';

/** HTTP only: who asks, may they, is it valid; then one call. */
export function createRouter(options: {
  auditor: AuditorService;
  auth: AuthService;
  catalog: CatalogService;
  httpAuth: HttpAuthService;
  permissions: PermissionsService;
  userInfo: UserInfoService;
  mirror: EntityMirror;
  attestations: AttestationStore;
  changes: ChangeStore;
  components: ComponentStore;
  findings: FindingStore;
  fleet: FleetStore;
  gate: ReleaseGate;
  gates: GateStore;
  releases: ReleaseStore;
  verifier: EvidenceVerifier;
  /** Where uploads of workflows are accepted. */
  github?: GitHubTokens;
}): express.Router {
  const { auditor, httpAuth, permissions, mirror } = options;
  const { attestations, changes, components, github, releases } = options;
  const router = Router();

  /** The token of a workflow, which is none of Backstage's. */
  function workflowToken(req: express.Request): string | undefined {
    const [, token = ''] =
      /^Bearer +(\S+)$/i.exec(req.headers.authorization ?? '') ?? [];
    return github?.isOne(token) ? token : undefined;
  }

  async function whoUploads(req: express.Request): Promise<Uploader> {
    const token = workflowToken(req);
    // The entity's annotations say who may: a repository has no permissions.
    if (github && token) return github.uploaderOf(token);
    const credentials = await httpAuth.credentials(req, {
      allow: ['user', 'service'],
    });
    await authorize(permissions, credentials, attestationCreatePermission);
    return uploaderOf(credentials, options);
  }

  /** One that is not there and one that the caller may not read are the same to them. */
  async function findEntity(
    entityRef: string,
    { visibility, needed }: Pick<Uploader, 'visibility' | 'needed'>,
  ): Promise<MirroredEntity> {
    const entity = await mirror.find(entityRef, visibility);
    if (entity) return entity;
    throw new NotFoundError(
      `There is no entity ${[`'${entityRef}'`, needed]
        .filter(Boolean)
        .join(' ')}, or the portal has not heard of it yet`,
    );
  }

  async function visibleEntity(
    req: express.Request,
    credentials: BackstageCredentials,
  ): Promise<string> {
    const path = validate(entityPathSchema, req.params, 'Path');
    const ref = `${path.kind}:${path.namespace}/${path.name}`.toLowerCase();
    const visibility = await mirror.visibility(credentials);
    return (await findEntity(ref, { visibility })).entityRef;
  }

  router.get('/openapi.json', async (req, res) => {
    await httpAuth.credentials(req, { allow: ['user', 'service'] });
    res.json(openApi);
  });

  router.post(endpoints.upload.path, async (req, res) => {
    const audit = await auditor.createEvent({
      eventId: 'attestation-upload',
      severityLevel: 'medium',
      // The auditor would ask Backstage who the workflow is, and be refused.
      request: workflowToken(req) ? undefined : req,
      meta: { actionType: 'create' },
    });
    try {
      const uploader = await whoUploads(req);
      const { entityRef } = validate(uploadQuerySchema, req.query, 'Query');
      const entity = await findEntity(entityRef, uploader);
      uploader.mustBeAllowed(entity);
      const items = await uploadBundles(options, {
        entity,
        body: await readBundleBody(req, res),
        uploadedBy: uploader.name,
      });
      await audit.success({
        meta: {
          entityRef,
          uploadedBy: uploader.name,
          attestations: items.map(({ id, digest, kind, code, created }) => ({
            id,
            digest,
            kind,
            code,
            created,
          })),
        },
      });
      res
        .status(items.some(({ created }) => created) ? 201 : 200)
        .json({ items } satisfies Uploaded);
    } catch (error) {
      await audit.fail({ error: toError(error) });
      throw error;
    }
  });

  router.get(endpoints.getBundle.path, async (req, res) => {
    const credentials = await readerOf(req, options);
    const { id } = validate(attestationPathSchema, req.params, 'Path');
    const visibility = await mirror.visibility(credentials);
    const bundle = await attestations.getBundle(id, visibility);
    if (!bundle) throw new NotFoundError(`There is no attestation '${id}'`);
    // What somebody uploaded is shown to nobody as a page.
    res
      .type('application/json')
      .setHeader('X-Content-Type-Options', 'nosniff')
      .send(bundle);
  });

  router.get(endpoints.listReleases.path, async (req, res) => {
    const credentials = await readerOf(req, options);
    const page = validate(pageQuerySchema, req.query, 'Query');
    const entityRef = await visibleEntity(req, credentials);
    res.json(await releases.list(entityRef, page));
  });

  router.get(endpoints.listDeployments.path, async (req, res) => {
    const credentials = await readerOf(req, options);
    const page = validate(pageQuerySchema, req.query, 'Query');
    const entityRef = await visibleEntity(req, credentials);
    res.json(await releases.listDeployments(entityRef, page));
  });

  router.get(endpoints.getRelease.path, async (req, res) => {
    const credentials = await readerOf(req, options);
    const { digest } = validate(releasePathSchema, req.params, 'Path');
    const { entityRef } = validate(releaseQuerySchema, req.query, 'Query');
    const asked = { digest, entityRef };
    const release = await visibleRelease(options, asked, credentials);
    res.json(await releases.details(release));
  });

  router.get(endpoints.listComponents.path, async (req, res) => {
    const credentials = await readerOf(req, options);
    const { digest } = validate(releasePathSchema, req.params, 'Path');
    const { entityRef, ...filter } = validate(
      releaseComponentsQuerySchema,
      req.query,
      'Query',
    );
    const asked = { digest, entityRef };
    const release = await visibleRelease(options, asked, credentials);
    res.json(await components.listComponents(release.id, filter));
  });

  router.get(endpoints.getChanges.path, async (req, res) => {
    const credentials = await readerOf(req, options);
    const { digest } = validate(releasePathSchema, req.params, 'Path');
    const query = validate(changesQuerySchema, req.query, 'Query');
    const { since, entityRef } = query;
    const release = await visibleRelease(
      options,
      { digest, entityRef },
      credentials,
    );
    const earlier = await visibleRelease(
      options,
      { digest: since, entityRef: release.entity_ref },
      credentials,
    );
    res.json(await changes.compare(release, earlier));
  });

  router.post(
    endpoints.summaries.path,
    // A thousand entity references are longer than what Express takes by itself.
    express.json({ limit: '512kb' }),
    async (req, res) => {
      const credentials = await readerOf(req, options);
      const { entityRefs } = validate(summariesBodySchema, req.body, 'Body');
      const visibility = await mirror.visibility(credentials);
      const found = await releases.summaries(entityRefs, visibility);
      res.json({
        summaries: Object.fromEntries(
          entityRefs.map(ref => [ref, found.get(ref) ?? null]),
        ),
      } satisfies Summaries);
    },
  );

  router.use(createFleetRouter(options));
  router.use(createGateRouter(options));
  router.use(answerUnavailable);
  return router;
}
