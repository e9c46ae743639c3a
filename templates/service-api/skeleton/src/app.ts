import express, { type ErrorRequestHandler, type Express } from 'express';
import type { Logger } from 'pino';
import type { Config } from './config.ts';
import type { Operation } from './http/operation.ts';
import {
  PROBLEM_MEDIA_TYPE,
  problemDocument,
  ProblemError,
  toProblem,
} from './http/problems.ts';
import { requestLog } from './http/requestLog.ts';
import { createRoutes, type Guard } from './http/routes.ts';
import { requestFacts } from './telemetry/telemetry.ts';

export interface AppOptions {
  config: Pick<Config, 'BODY_LIMIT_BYTES' | 'REQUEST_TIMEOUT_MS'>;
  logger: Logger;
  operations: Operation[];
  guard: Guard;
}

/** The service without a port: everything between a request and its answer. */
export function createApp(options: AppOptions): Express {
  const { config, logger, operations, guard } = options;
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag'); // nothing may be cached, see below
  app.use(requestLog(logger));
  app.use((_req, res, next) => {
    res.setHeader('Cache-Control', 'no-store');
    res.setHeader('X-Content-Type-Options', 'nosniff');
    next();
  });
  app.use(
    createRoutes(operations, guard, {
      bodyLimitBytes: config.BODY_LIMIT_BYTES,
      timeoutMs: config.REQUEST_TIMEOUT_MS,
    }),
  );
  app.use(req => {
    throw new ProblemError('NOT_FOUND', `There is nothing at ${req.path}.`);
  });
  app.use(sendProblem);
  return app;
}

// Express knows an error handler by its four parameters.
const sendProblem: ErrorRequestHandler = (thrown: unknown, _req, res, next) => {
  const problem = toProblem(thrown);
  if (problem.code === 'INTERNAL_ERROR') {
    res.locals.log.error({ err: thrown }, 'Request failed');
  } else if (problem.cause !== undefined) {
    res.locals.log.warn(
      { err: problem.cause, code: problem.code },
      'Unavailable',
    );
  }
  requestFacts(res).code = problem.code;
  if (res.headersSent) {
    next(thrown); // too late for an answer: Express ends the connection
    return;
  }
  const document = problemDocument(problem, res.locals.requestId);
  res
    .status(document.status)
    .set(problem.options.headers ?? {})
    .type(PROBLEM_MEDIA_TYPE)
    .json(document);
};
