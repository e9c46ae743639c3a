import { z } from 'zod';

// The log schema of the observability baseline (ADR-012): nothing is missing, and nothing is there that it does not name,
// but for the few fields of the lines `Listening`, `Draining` and those that say what failed.

const always = {
  time: z.iso.datetime(),
  level: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal']),
  service: z.string(),
  version: z.string(),
  environment: z.string(),
};
const inRequest = {
  ...always,
  requestId: z.string().max(64),
  trace_id: z.string().regex(/^[0-9a-f]{32}$/),
  span_id: z.string().regex(/^[0-9a-f]{16}$/),
  trace_flags: z.string().regex(/^[0-9a-f]{2}$/),
};
const duration = z.number().nonnegative();
const problem = { code: z.string().optional() };
const err = z.looseObject({
  type: z.string(),
  message: z.string(),
  stack: z.string(),
});

const requestLine = z.strictObject({
  ...inRequest,
  ...problem,
  message: z.literal('Request'),
  method: z.string(),
  route: z.string(),
  path: z.string().regex(/^[^?]*$/),
  status: z.number().int(),
  durationMs: duration,
  complete: z.boolean(),
});
const { trace_id, span_id, trace_flags } = inRequest;

const lines: Record<string, z.ZodType> = {
  // probes are not traced
  Request: z.union([
    requestLine,
    requestLine
      .omit({ trace_id: true, span_id: true, trace_flags: true })
      .extend({ path: z.enum(['/livez', '/readyz']) }),
  ]),
  Decision: z.strictObject({
    ...inRequest,
    message: z.literal('Decision'),
    decision_id: z.string().optional(),
    subject: z.strictObject({
      type: z.enum(['user', 'service']),
      id: z.string(),
      tenant_id: z.string().nullable(),
      role: z.string(),
    }),
    resource: z.strictObject({
      type: z.string(),
      id: z.string().optional(),
      tenant_id: z.string().optional(),
    }),
    action: z.string(),
    result: z.enum(['allow', 'deny', 'undefined', 'error']),
    reason: z.string(),
    obligations: z.array(z.string()),
    durationMs: duration,
  }),
};

const otherLine = z.strictObject({
  ...always,
  ...problem,
  ...z.object({ trace_id, span_id, trace_flags }).partial().shape,
  requestId: z.string().optional(),
  message: z.string(),
  err: err.optional(),
  detail: z.string().optional(),
  host: z.string().optional(),
  port: z.number().optional(),
  metricsPort: z.number().optional(),
  signal: z.string().optional(),
});

/** @throws ZodError when a line is not as the baseline says */
export function checkLine(line: { message: string }): void {
  (lines[line.message] ?? otherLine).parse(line);
}
