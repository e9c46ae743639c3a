import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import type {
  AuditorService,
  HttpAuthService,
  PermissionsService,
  UserInfoService,
} from '@backstage/backend-plugin-api';
import { NotFoundError, toError } from '@backstage/errors';
import {
  decodeCursor,
  encodeCursor,
  pageQuerySchema,
  type Page,
} from '@companyos/plugin-companyos-common';
import { authorize, validate } from '@companyos/plugin-companyos-node';
import {
  cloneUrl,
  createRepositoryBodySchema,
  pathQuerySchema,
  portalPath,
  refSchema,
  repositoryCreatePermission,
  repositoryDeletePermission,
  repositoryNameSchema,
  repositoryReadPermission,
  sourceUrl,
  type Blob,
  type Push,
  type Repository,
  type RepositoryDetails,
  type Tree,
} from '@companyos/plugin-local-git-common';
import express, { type Request } from 'express';
import Router from 'express-promise-router';
import { z } from 'zod/v4';
import { callerName, mustOwn, type Caller } from './caller';
import type { LocalGitConfig } from './config';
import type { HostFolder } from './HostFolder';
import type { PushStore } from './PushStore';
import { readFolder, readText } from './readSource';
import type { Repositories } from './Repositories';
import type { RepositoryRecord, RepositoryStore } from './RepositoryStore';

/** What the REST side of the host works with. */
export type RouterOptions = {
  auditor: AuditorService;
  config: LocalGitConfig;
  folder: HostFolder;
  httpAuth: HttpAuthService;
  permissions: PermissionsService;
  pushes: PushStore;
  repositories: Repositories;
  store: RepositoryStore;
  userInfo: UserInfoService;
};

const nameCursorSchema = z.strictObject({ name: z.string() });
const seqCursorSchema = z.strictObject({ seq: z.number().int() });
const nameParamsSchema = z.object({ name: repositoryNameSchema });
const sourceParamsSchema = nameParamsSchema.extend({ ref: refSchema });
const pushParamsSchema = z.object({ id: z.string().regex(/^[0-9a-f]{20}$/) });

/** The REST API under `/v1`. */
export function createRouter(options: RouterOptions): express.Router {
  const { auditor, config, folder, permissions, pushes, repositories } =
    options;
  const { store, userInfo } = options;
  const router = Router();
  router.use(express.json({ limit: '16kb' }));

  router.post('/v1/repositories', async (req, res) => {
    const caller = await credentials(req);
    await audited(
      req,
      'repository-create',
      { name: req.body?.name },
      async () => {
        await authorize(permissions, caller, repositoryCreatePermission);
        const body = validate(createRepositoryBodySchema, req.body, 'Body');
        const { record, created } = await repositories.create(
          body,
          callerName(caller),
        );
        res
          .status(created ? 201 : 200)
          .json((await describe(record)) satisfies Repository);
      },
    );
  });

  router.get('/v1/repositories', async (req, res) => {
    await reader(req);
    const { limit, cursor } = validate(pageQuerySchema, req.query, 'Query');
    const after = cursor && decodeCursor(cursor, nameCursorSchema).name;
    const records = await store.list({ limit: limit + 1, after });
    const items = await describeAll(records.slice(0, limit));
    res.json({
      items,
      ...(records.length > limit && {
        nextCursor: encodeCursor({ name: items[limit - 1].name }),
      }),
      totalItems: await store.count(),
    } satisfies Page<Repository>);
  });

  router.get('/v1/repositories/:name', async (req, res) => {
    await reader(req);
    const { name } = validate(nameParamsSchema, req.params, 'Path');
    const repository = await describe(await repositories.get(name));
    const head = await repositories
      .open(name)
      .resolveCommit(repository.defaultBranch)
      .catch(() => undefined);
    res.json({ ...repository, head } satisfies RepositoryDetails);
  });

  router.delete('/v1/repositories/:name', async (req, res) => {
    const caller = await credentials(req);
    await audited(
      req,
      'repository-delete',
      { name: req.params.name },
      async () => {
        await authorize(permissions, caller, repositoryDeletePermission);
        const { name } = validate(nameParamsSchema, req.params, 'Path');
        await mustOwn(caller, await repositories.get(name), userInfo);
        await repositories.delete(name);
        res.status(204).end();
      },
    );
  });

  router.get('/v1/repositories/:name/pushes', async (req, res) => {
    await reader(req);
    const { name } = validate(nameParamsSchema, req.params, 'Path');
    const { limit, cursor } = validate(pageQuerySchema, req.query, 'Query');
    await repositories.get(name);
    const before = cursor
      ? decodeCursor(cursor, seqCursorSchema).seq
      : undefined;
    const listed = await pushes.list(name, { limit: limit + 1, before });
    const items = listed.slice(0, limit);
    res.json({
      items: items.map(({ push }) => push),
      ...(listed.length > limit && {
        nextCursor: encodeCursor({ seq: items[limit - 1].seq }),
      }),
    } satisfies Page<Push>);
  });

  router.get('/v1/pushes/:id', async (req, res) => {
    await reader(req);
    res.json((await pushOf(req)) satisfies Push);
  });

  router.get('/v1/pushes/:id/log', async (req, res) => {
    await reader(req);
    const { id } = await pushOf(req);
    res.type('text/plain');
    const path = folder.log(id);
    // A queued check has no log yet, which is an empty one.
    if (await stat(path).catch(() => undefined)) {
      await pipeline(createReadStream(path), res);
    } else res.end();
  });

  router.get('/v1/repositories/:name/tree/:ref', async (req, res) => {
    const source = await sourceOf(req);
    res.json((await readFolder(source)) satisfies Tree);
  });

  router.get('/v1/repositories/:name/blob/:ref', async (req, res) => {
    const source = await sourceOf(req);
    res.json((await readText(source)) satisfies Blob);
  });

  return router;

  function credentials(req: Request): Promise<Caller> {
    return options.httpAuth.credentials(req, { allow: ['user', 'service'] });
  }

  async function reader(req: Request) {
    await authorize(
      permissions,
      await credentials(req),
      repositoryReadPermission,
    );
  }

  async function sourceOf(req: Request) {
    await reader(req);
    const { name, ref } = validate(sourceParamsSchema, req.params, 'Path');
    const { path } = validate(pathQuerySchema, req.query, 'Query');
    await repositories.get(name);
    return { repository: repositories.open(name), ref, path };
  }

  async function pushOf(req: Request): Promise<Push> {
    const { id } = validate(pushParamsSchema, req.params, 'Path');
    const push = await pushes.get(id);
    if (!push) throw new NotFoundError(`There is no push '${id}'`);
    return push;
  }

  async function describe(record: RepositoryRecord): Promise<Repository> {
    return (await describeAll([record]))[0];
  }

  async function describeAll(
    records: RepositoryRecord[],
  ): Promise<Repository[]> {
    const latest = await pushes.latest(records.map(record => record.name));
    return Promise.all(
      records.map(async record => {
        const { name, description, owner, createdBy, createdAt } = record;
        const ref = await repositories.open(name).defaultBranch();
        return {
          name,
          description,
          owner,
          createdBy,
          createdAt: createdAt.toISOString(),
          defaultBranch: ref,
          cloneUrl: cloneUrl(config.baseUrl, name),
          webUrl: `${config.appUrl}${portalPath.overview(name)}`,
          sourceUrl: sourceUrl(config.baseUrl, 'tree', { name, ref, path: '' }),
          latestPush: latest.get(name),
        };
      }),
    );
  }

  async function audited(
    req: Request,
    eventId: string,
    meta: { name: unknown },
    write: () => Promise<void>,
  ) {
    const event = await auditor.createEvent({
      eventId,
      severityLevel: 'medium',
      request: req,
      meta: { name: String(meta.name).slice(0, 100) },
    });
    try {
      await write();
      await event.success();
    } catch (error) {
      await event.fail({ error: toError(error) });
      throw error;
    }
  }
}
