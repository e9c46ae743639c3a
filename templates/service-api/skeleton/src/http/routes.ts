import express, { type RequestHandler, type Router } from 'express';
import type { Identity } from '../identity/identity.ts';
import type { Question } from '../policy/Authorizer.ts';
import type { Grant } from '../policy/obligations.ts';
import { requestFacts } from '../telemetry/telemetry.ts';
import type {
  CallContext,
  GuardedContext,
  Operation,
  Reply,
} from './operation.ts';
import { ProblemError } from './problems.ts';

declare module 'express-serve-static-core' {
  interface Locals {
    identity?: Identity;
  }
}

/** Who asks, and whether they may. */
export interface Guard {
  authenticate(authorization: string | undefined): Promise<Identity>;
  authorize(question: Question): Promise<Grant>;
}

export interface RouteLimits {
  bodyLimitBytes: number;
  timeoutMs: number;
}

/** Serves the operations. Other methods on their paths answer 405 with `Allow`. */
export function createRoutes(
  operations: readonly Operation[],
  guard: Guard,
  limits: RouteLimits,
): Router {
  const router = express.Router({ caseSensitive: true });
  const methods = new Map<string, string[]>();
  for (const operation of operations) {
    const path = operation.path.replaceAll(/\{(\w+)\}/g, ':$1');
    methods.set(path, [...(methods.get(path) ?? []), operation.method]);
    const steps = [serve(operation, guard, limits.timeoutMs)];
    if (operation.body) {
      steps.unshift(
        requireJson,
        express.json({ limit: limits.bodyLimitBytes }),
      );
    }
    if (operation.access !== 'public') {
      steps.unshift(authenticate(guard));
    }
    router[operation.method](path, nameRoute(operation.path), ...steps);
  }
  for (const [path, allowed] of methods) {
    router.all(path, nameRoute(openApiPath(path)), (req, res) => {
      res.set('Allow', allowed.join(', ').toUpperCase());
      throw new ProblemError(
        'METHOD_NOT_ALLOWED',
        `${req.method} is not supported.`,
      );
    });
  }
  return router;
}

/** Tells telemetry which pattern matched, before anything can go wrong. */
function nameRoute(route: string): RequestHandler {
  return (_req, res, next) => {
    requestFacts(res).route = route;
    next();
  };
}

function openApiPath(path: string): string {
  return path.replaceAll(/:(\w+)/g, '{$1}');
}

/** Before the body is read: who is not known gets nothing parsed. */
function authenticate(guard: Guard): RequestHandler {
  return async (req, res, next) => {
    res.locals.identity = await guard.authenticate(req.get('Authorization'));
    next();
  };
}

const requireJson: RequestHandler = (req, _res, next) => {
  if (req.is('application/json') === false) {
    throw new ProblemError(
      'UNSUPPORTED_MEDIA_TYPE',
      'Send the body with Content-Type: application/json.',
    );
  }
  next();
};

function serve(
  operation: Operation,
  guard: Guard,
  timeoutMs: number,
): RequestHandler {
  return async (req, res) => {
    const input = {
      params: req.params,
      query: req.query,
      body: req.body as unknown,
    };
    const { log, identity } = res.locals;
    const { body, headers } = await withDeadline(timeoutMs, signal =>
      runGuarded(operation, guard, { signal, log }, identity, context =>
        operation.run(input, context),
      ),
    );
    res.status(operation.success.status);
    if (headers) {
      res.set(headers);
    }
    if (body === undefined) {
      res.end();
    } else {
      res.json(body);
    }
  };
}

/** Runs an operation, and lets no answer out that no decision allowed. */
async function runGuarded(
  { id, access }: Operation,
  guard: Guard,
  context: CallContext,
  identity: Identity | undefined,
  run: (context: GuardedContext) => Promise<Reply<unknown>>,
): Promise<Reply<unknown>> {
  if (access === 'public') {
    return run(context as GuardedContext); // its handler's type has no more than this
  }
  if (!identity) {
    throw new Error(`${id} was reached without an identity.`);
  }
  let granted = 0;
  const reply = await run({
    ...context,
    identity,
    async authorize(resource) {
      const { action } = access;
      const grant = await guard.authorize({
        ...context,
        identity,
        action,
        resource,
      });
      granted += 1;
      return grant;
    },
  });
  if (granted === 0) {
    throw new Error(`${id} answered without asking the policy.`);
  }
  return reply;
}

async function withDeadline(
  timeoutMs: number,
  work: (signal: CallContext['signal']) => Promise<Reply<unknown>>,
): Promise<Reply<unknown>> {
  const controller = new AbortController();
  const expired = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    const problem = new ProblemError(
      'TIMED_OUT',
      `No answer in ${timeoutMs} ms.`,
    );
    expired.reject(problem);
    controller.abort(problem);
  }, timeoutMs);
  try {
    return await Promise.race([work(controller.signal), expired.promise]);
  } finally {
    clearTimeout(timer);
  }
}
