import type {
  AuditorService,
  AuthService,
  BackstageCredentials,
  HttpAuthService,
  PermissionsService,
  UserInfoService,
} from '@backstage/backend-plugin-api';
import { NotFoundError, toError } from '@backstage/errors';
import {
  documentReadPermission,
  documentSignOffPermission,
  listAdrsQuerySchema,
  listDocumentsQuerySchema,
  signOffBodySchema,
  type DocumentDetails,
  type EntityAdrPage,
  type SignOff,
  type Summaries,
} from '@companyos/plugin-adr-common';
import {
  entityPathSchema,
  pageQuerySchema,
  summariesBodySchema,
} from '@companyos/plugin-companyos-common';
import {
  authorize,
  validate,
  type EntityMirror,
} from '@companyos/plugin-companyos-node';
import express from 'express';
import Router from 'express-promise-router';
import type { z } from 'zod/v4';
import type { DocumentStore } from './DocumentStore';
import { documentAddressSchema, endpoints, openApi } from './endpoints';
import { showDocument, signOff, type Person } from './signOff';
import type { SignOffStore } from './SignOffStore';
import type { SourceStore } from './SourceStore';

/** HTTP only: who asks, may they, is it valid; then one call. */
export function createRouter(options: {
  auditor: AuditorService;
  auth: AuthService;
  httpAuth: HttpAuthService;
  permissions: PermissionsService;
  userInfo: UserInfoService;
  mirror: EntityMirror;
  documents: DocumentStore;
  signOffs: SignOffStore;
  sources: SourceStore;
  development: boolean;
}): express.Router {
  const { auditor, httpAuth, permissions, mirror } = options;
  const { documents, sources } = options;
  const router = Router();
  // A thousand entity references are longer than what Express takes by itself.
  router.use(express.json({ limit: '512kb' }));

  async function readerOf(req: express.Request) {
    const credentials = await httpAuth.credentials(req, {
      allow: ['user', 'service'],
    });
    await authorize(permissions, credentials, documentReadPermission);
    return credentials;
  }

  async function personOf(
    credentials: BackstageCredentials,
  ): Promise<Person | undefined> {
    if (!options.auth.isPrincipal(credentials, 'user')) return undefined;
    const info = await options.userInfo.getUserInfo(credentials);
    return { userRef: info.userEntityRef, groups: info.ownershipEntityRefs };
  }

  /** One that is not there and one that the caller may not read are the same to them. */
  async function visibleEntity(
    { kind, namespace, name }: z.infer<typeof entityPathSchema>,
    credentials: BackstageCredentials,
  ): Promise<string> {
    const ref = `${kind}:${namespace}/${name}`.toLowerCase();
    const visibility = await mirror.visibility(credentials);
    if (await mirror.find(ref, visibility)) return ref;
    throw new NotFoundError(
      `There is no entity '${ref}', or the portal has not heard of it yet`,
    );
  }

  router.get('/openapi.json', async (req, res) => {
    await httpAuth.credentials(req, { allow: ['user', 'service'] });
    res.json(openApi);
  });

  router.get(endpoints.listEntityAdrs.path, async (req, res) => {
    const credentials = await readerOf(req);
    const path = validate(entityPathSchema, req.params, 'Path');
    const page = validate(pageQuerySchema, req.query, 'Query');
    const entityRef = await visibleEntity(path, credentials);
    const [adrs, source] = await Promise.all([
      documents.listEntityAdrs(entityRef, page),
      sources.get(entityRef),
    ]);
    res.json({ ...adrs, source } satisfies EntityAdrPage);
  });

  router.get(endpoints.listAdrs.path, async (req, res) => {
    const credentials = await readerOf(req);
    const filter = validate(listAdrsQuerySchema, req.query, 'Query');
    const visibility = await mirror.visibility(credentials);
    res.json(await documents.listAdrs(filter, visibility));
  });

  router.get(endpoints.listDocuments.path, async (req, res) => {
    const credentials = await readerOf(req);
    const { awaiting, ...page } = validate(
      listDocumentsQuerySchema,
      req.query,
      'Query',
    );
    const visibility = await mirror.visibility(credentials);
    const person = awaiting === 'me' && (await personOf(credentials));
    if (awaiting === 'me' && !person) {
      // Nothing waits for a service.
      res.json({ items: [] });
      return;
    }
    const filter = {
      ...page,
      awaiting: awaiting && { user: person || undefined },
    };
    res.json(await documents.listDocuments(filter, visibility));
  });

  router.get(endpoints.getDocument.path, async (req, res) => {
    const credentials = await readerOf(req);
    const address = validate(documentAddressSchema, req.params, 'Path');
    const entityRef = await visibleEntity(address, credentials);
    const person = await personOf(credentials);
    const details: DocumentDetails = await showDocument(
      options,
      entityRef,
      address.path,
      person,
    );
    res.json(details);
  });

  router.post(endpoints.signOff.path, async (req, res) => {
    const audit = await auditor.createEvent({
      eventId: 'sign-off-create',
      severityLevel: 'medium',
      request: req,
      meta: { actionType: 'create' },
    });
    try {
      const credentials = await httpAuth.credentials(req, { allow: ['user'] });
      await authorize(permissions, credentials, documentSignOffPermission);
      const address = validate(documentAddressSchema, req.params, 'Path');
      const { revision } = validate(signOffBodySchema, req.body, 'Body');
      const entityRef = await visibleEntity(address, credentials);
      const info = await options.userInfo.getUserInfo(credentials);
      const kept: SignOff = await signOff(options, {
        entityRef,
        path: address.path,
        revision,
        person: {
          userRef: info.userEntityRef,
          groups: info.ownershipEntityRefs,
        },
        development: options.development,
      });
      const { user, groups, development } = kept;
      await audit.success({
        meta: {
          entityRef,
          path: address.path,
          revision,
          user,
          groups,
          development,
        },
      });
      res.status(201).json(kept);
    } catch (error) {
      await audit.fail({ error: toError(error) });
      throw error;
    }
  });

  router.post(endpoints.summaries.path, async (req, res) => {
    const credentials = await readerOf(req);
    const { entityRefs } = validate(summariesBodySchema, req.body, 'Body');
    const visibility = await mirror.visibility(credentials);
    const found = await documents.summaries(entityRefs, visibility);
    res.json({
      summaries: Object.fromEntries(
        entityRefs.map(ref => [ref, found.get(ref) ?? null]),
      ),
    } satisfies Summaries);
  });

  return router;
}
