import { randomUUID } from 'node:crypto';
import type { RequestHandler } from 'express';
import type { Logger } from 'pino';
import { requestFacts, traceFields } from '../telemetry/telemetry.ts';

declare module 'express-serve-static-core' {
  interface Locals {
    log: Logger;
    requestId: string;
  }
}

/** What a caller may send as its own request id: short, and safe in a log. */
const REQUEST_ID = /^[\w.-]{1,64}$/;

/**
 * Gives each request an id and a logger, whose lines name its trace, and writes one line when it is over. The line
 * holds the path but not the query, which may carry personal data.
 */
export function requestLog(logger: Logger): RequestHandler {
  return (req, res, next) => {
    const started = performance.now();
    const given = req.get('X-Request-Id') ?? '';
    const requestId = REQUEST_ID.test(given) ? given : randomUUID();
    const { method, path } = req;
    res.locals.requestId = requestId;
    res.locals.log = logger.child({ requestId, ...traceFields() });
    res.setHeader('X-Request-Id', requestId);
    res.once('close', () => {
      const { route, code } = requestFacts(res);
      const fields = {
        method,
        route,
        path,
        status: res.statusCode,
        durationMs: Math.round(performance.now() - started),
        complete: res.writableFinished,
        ...(code && { code }),
      };
      res.locals.log[levelOf(path, res.statusCode)](fields, 'Request');
    });
    next();
  };
}

function levelOf(path: string, status: number): 'debug' | 'error' | 'info' {
  if (status >= 500 && path !== '/readyz') {
    return 'error';
  }
  // probes come every few seconds and say nothing new
  return path === '/livez' || path === '/readyz' ? 'debug' : 'info';
}
