import express, { type RequestHandler, type Router } from 'express';
import type { CallContext, Operation, Reply } from './operation.ts';
import { ProblemError } from './problems.ts';

export interface RouteLimits {
  bodyLimitBytes: number;
  timeoutMs: number;
}

/** Serves the operations. Other methods on their paths answer 405 with `Allow`. */
export function createRoutes(
  operations: readonly Operation[],
  limits: RouteLimits,
): Router {
  const router = express.Router({ caseSensitive: true });
  const methods = new Map<string, string[]>();
  for (const operation of operations) {
    const path = operation.path.replaceAll(/\{(\w+)\}/g, ':$1');
    methods.set(path, [...(methods.get(path) ?? []), operation.method]);
    const steps = [serve(operation, limits.timeoutMs)];
    if (operation.body) {
      steps.unshift(
        requireJson,
        express.json({ limit: limits.bodyLimitBytes }),
      );
    }
    router[operation.method](path, ...steps);
  }
  for (const [path, allowed] of methods) {
    router.all(path, (req, res) => {
      res.set('Allow', allowed.join(', ').toUpperCase());
      throw new ProblemError(
        'METHOD_NOT_ALLOWED',
        `${req.method} is not supported.`,
      );
    });
  }
  return router;
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

function serve(operation: Operation, timeoutMs: number): RequestHandler {
  return async (req, res) => {
    const { body, headers } = await withDeadline(timeoutMs, signal =>
      operation.run(
        { params: req.params, query: req.query, body: req.body as unknown },
        { signal, log: res.locals.log },
      ),
    );
    res.status(operation.success.status).set(headers ?? {});
    if (body === undefined) {
      res.end();
    } else {
      res.json(body);
    }
  };
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
