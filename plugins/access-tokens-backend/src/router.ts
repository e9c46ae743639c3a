import type {
  AuditorService,
  HttpAuthService,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import { toError } from '@backstage/errors';
import {
  accessTokenCreatePermission,
  accessTokenManagePermission,
  accessTokenReadPermission,
  accessTokenRevokePermission,
  createTokenRequestSchema,
  listTokensQuerySchema,
  type CreatedToken,
  type Scope,
  type scopesSchema,
  type TokenPage,
} from '@companyos/plugin-access-tokens-common';
import { decodeCursor, encodeCursor } from '@companyos/plugin-companyos-common';
import { authorize, validate } from '@companyos/plugin-companyos-node';
import express from 'express';
import Router from 'express-promise-router';
import { z } from 'zod/v4';
import { createToken } from './createToken';
import { revokeToken } from './revokeToken';
import type { TokenStore } from './TokenStore';

const cursorSchema = z.object({ owner: z.string(), name: z.string() });
const pathSchema = z.object({ id: z.uuid() });

/**
 * Tokens belong to people, so every call needs a user: a token cannot make another token.
 */
export function createRouter(options: {
  auditor: AuditorService;
  httpAuth: HttpAuthService;
  permissions: PermissionsService;
  scopes: Scope[];
  store: TokenStore;
}): express.Router {
  const { auditor, httpAuth, permissions, scopes, store } = options;
  const router = Router();
  router.use(express.json({ limit: '10kb' }));

  router.get('/v1/scopes', async (req, res) => {
    const credentials = await httpAuth.credentials(req, { allow: ['user'] });
    await authorize(permissions, credentials, accessTokenReadPermission);
    res.json({ items: scopes } satisfies z.infer<typeof scopesSchema>);
  });

  router.get('/v1/tokens', async (req, res) => {
    const credentials = await httpAuth.credentials(req, { allow: ['user'] });
    const query = validate(listTokensQuerySchema, req.query, 'Query');
    await authorize(
      permissions,
      credentials,
      query.owner === 'all'
        ? accessTokenManagePermission
        : accessTokenReadPermission,
    );
    const { limit, cursor } = query;
    const found = await store.list({
      owner:
        query.owner === 'me' ? credentials.principal.userEntityRef : undefined,
      after: cursor ? decodeCursor(cursor, cursorSchema) : undefined,
      limit: limit + 1,
    });
    const items = found.slice(0, limit);
    const last = items.at(-1);
    res.json({
      items,
      ...(found.length > limit &&
        last && {
          nextCursor: encodeCursor({ owner: last.owner, name: last.name }),
        }),
    } satisfies TokenPage);
  });

  router.post('/v1/tokens', async (req, res) => {
    const event = await auditor.createEvent({
      eventId: 'token-mutate',
      severityLevel: 'medium',
      request: req,
      meta: { actionType: 'create' },
    });
    try {
      const credentials = await httpAuth.credentials(req, { allow: ['user'] });
      await authorize(permissions, credentials, accessTokenCreatePermission);
      const created: CreatedToken = await createToken({
        request: validate(createTokenRequestSchema, req.body, 'Body'),
        owner: credentials.principal.userEntityRef,
        scopes,
        store,
        now: new Date(),
      });
      await event.success({ meta: { ...created.token } });
      res.set('Cache-Control', 'no-store').status(201).json(created);
    } catch (error) {
      await event.fail({ error: toError(error) });
      throw error;
    }
  });

  router.delete('/v1/tokens/:id', async (req, res) => {
    const event = await auditor.createEvent({
      eventId: 'token-mutate',
      severityLevel: 'medium',
      request: req,
      meta: { actionType: 'revoke', id: req.params.id },
    });
    try {
      const credentials = await httpAuth.credentials(req, { allow: ['user'] });
      await authorize(permissions, credentials, accessTokenRevokePermission);
      const { id } = validate(pathSchema, req.params, 'Path');
      const token = await revokeToken({ id, credentials, permissions, store });
      await event.success({ meta: { ...token } });
      res.status(204).end();
    } catch (error) {
      await event.fail({ error: toError(error) });
      throw error;
    }
  });

  return router;
}
