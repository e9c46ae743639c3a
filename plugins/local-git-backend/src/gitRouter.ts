import { randomUUID } from 'node:crypto';
import type {
  AuditorService,
  AuthService,
  LoggerService,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import { InputError, NotFoundError, toError } from '@backstage/errors';
import { authorize, validate } from '@companyos/plugin-companyos-node';
import {
  portalPath,
  parseSourceUrl,
  repositoryNameSchema,
  repositoryPushPermission,
  repositoryReadPermission,
} from '@companyos/plugin-local-git-common';
import express, { type Request, type Response } from 'express';
import Router from 'express-promise-router';
import { authenticateBasic } from './basicAuth';
import { callerName } from './caller';
import type { LocalGitConfig } from './config';
import type { Repositories } from './Repositories';
import { answerSmartHttp, type GitService } from './smartHttp';

/** What the Git side of the host works with. */
export type GitRouterOptions = {
  auditor: AuditorService;
  auth: AuthService;
  config: LocalGitConfig;
  logger: LoggerService;
  permissions: PermissionsService;
  repositories: Repositories;
  /** Called after a push was received. */
  onPush: () => void;
};

/**
 * `/repos`: what Git clones from and pushes to, and where the file URLs lead a browser. Git speaks Basic
 * authentication, so this router does its own; errors are plain text, because Git shows that to its user.
 */
export function createGitRouter(options: GitRouterOptions): express.Router {
  const router = Router();

  router.get('/:name.git/info/refs', async (req, res) => {
    const service = req.query.service;
    if (service !== 'git-upload-pack' && service !== 'git-receive-pack') {
      throw new InputError(
        "Query parameter 'service' must be git-upload-pack or git-receive-pack; other clients than Git have the REST API",
      );
    }
    await answer(req, res, service, 'info/refs');
  });

  router.post('/:name.git/git-upload-pack', (req, res) =>
    answer(req, res, 'git-upload-pack', 'git-upload-pack'),
  );

  router.post('/:name.git/git-receive-pack', async (req, res) => {
    const event = await options.auditor.createEvent({
      eventId: 'repository-push',
      severityLevel: 'medium',
      request: req,
      meta: { repository: req.params.name },
    });
    try {
      const well = await answer(
        req,
        res,
        'git-receive-pack',
        'git-receive-pack',
      );
      options.onPush();
      if (well) await event.success();
      else await event.fail({ error: new Error('Git refused the push') });
    } catch (error) {
      await event.fail({ error: toError(error) });
      throw error;
    }
  });

  // The file URLs are catalog locations. Somebody who opens one in a browser means the portal's page of that file.
  router.get('/*', (req, res) => {
    const page = req.headers.accept?.includes('text/html') && pageOf(req);
    if (!page) {
      throw new NotFoundError(
        'There is nothing here; clone with Git, or read files by the REST API',
      );
    }
    res.redirect(`${options.config.appUrl}${page}`);
  });

  router.use(refuseAsText(options.logger));
  return router;

  async function answer(
    req: Request,
    res: Response,
    service: GitService,
    path: string,
  ): Promise<boolean> {
    const { auth, config, permissions, repositories } = options;
    const writes = service === 'git-receive-pack';
    const caller = await authenticateBasic(req.headers.authorization, auth);
    await authorize(
      permissions,
      caller,
      writes ? repositoryPushPermission : repositoryReadPermission,
    );
    const name = validate(repositoryNameSchema, req.params.name, 'Repository');
    await repositories.get(name);
    return answerSmartHttp(req, res, {
      root: config.root,
      path: `${name}.git/${path}`,
      advertise: path === 'info/refs' ? service : undefined,
      user: callerName(caller),
      maxPushSize: config.maxPushSize,
    });
  }

  function pageOf(req: Request): string | undefined {
    const source = parseSourceUrl(`${options.config.baseUrl}/repos${req.path}`);
    if (source) {
      const kind = req.path.split('/')[2] === 'blob' ? 'blob' : 'tree';
      return portalPath.source(kind, source);
    }
    const [, name] = /^\/([^/]+?)(?:\.git)?\/?$/.exec(req.path) ?? [];
    return repositoryNameSchema.safeParse(name).success
      ? portalPath.overview(name)
      : undefined;
  }
}

const STATUS: Record<string, number> = {
  InputError: 400,
  URIError: 400,
  AuthenticationError: 401,
  NotAllowedError: 403,
  NotFoundError: 404,
  ServiceUnavailableError: 503,
};

function refuseAsText(logger: LoggerService): express.ErrorRequestHandler {
  return (thrown, _req, res, _next) => {
    if (res.headersSent) {
      res.destroy();
      return;
    }
    const error = toError(thrown);
    const status = STATUS[error.name] ?? 500;
    if (status === 401) {
      res.setHeader(
        'WWW-Authenticate',
        'Basic realm="CompanyOS local Git host", charset="UTF-8"',
      );
    }
    let text = error.message;
    if (status === 500) {
      // The reason may hold paths of this machine: it goes to the log, its number to the caller.
      const id = randomUUID();
      logger.error(`Serving Git failed (${id})`, error);
      text = `The Git host failed; the portal's log has the reason as ${id}`;
    }
    res.status(status).type('text/plain').send(`${text}\n`);
  };
}
