import type { Logger } from 'pino';
import type { z } from 'zod';
import type { Identity } from '../identity/identity.ts';
import type { Resource } from '../policy/decision.ts';
import type { Grant } from '../policy/obligations.ts';
import { ProblemError, type FieldFault, type ProblemCode } from './problems.ts';

type Parsed<S> = S extends z.ZodType ? z.output<S> : undefined;

/** What surrounds one call of an operation. */
export interface CallContext {
  /** Aborted when the caller no longer gets the answer. Hand it to whatever waits. */
  signal: AbortSignal;
  /** Adds the request id and the trace to each line. */
  log: Logger;
}

/** What surrounds one call of an operation that needs a token. */
export interface GuardedContext extends CallContext {
  /** Who asks. */
  identity: Identity;
  /**
   * Asks the policy whether the operation's action may be done with this resource. An operation that answers without
   * having asked fails, so that nothing is open because somebody forgot.
   *
   * @throws ProblemError when it may not, or when there is no decision
   */
  authorize: (resource: Resource) => Promise<Grant>;
}

/** The name of the action that the policy decides about, or that anybody may call the operation. */
export type Access = 'public' | { action: string };

type ContextOf<A extends Access> = A extends 'public'
  ? CallContext
  : GuardedContext;

/** What an operation answers; the status comes from its definition. */
export interface Reply<B> {
  body: B;
  headers?: Record<string, string>;
}

interface Definition<A extends Access, P, Q, B, R> {
  id: string;
  access: A;
  method: 'delete' | 'get' | 'post' | 'put';
  /** As OpenAPI writes it: `/v1/customer-records/{id}`. */
  path: string;
  summary: string;
  tag: string;
  params?: P;
  query?: Q;
  body?: B;
  success: { status: 200 | 201 | 204; description: string; body?: R };
  /** What can go wrong besides what can go wrong anywhere. */
  problems: ProblemCode[];
  handle: (
    input: { params: Parsed<P>; query: Parsed<Q>; body: Parsed<B> },
    context: ContextOf<A>,
  ) => Promise<Reply<Parsed<R>>> | Reply<Parsed<R>>;
}

/** The parts of a request before they are checked. */
export interface RawInput {
  params: unknown;
  query: unknown;
  body: unknown;
}

type Fields = z.ZodObject | undefined;
type Schema = z.ZodType | undefined;

/**
 * One operation of the API. Routes, validation, types and the OpenAPI document all
 * come from here.
 */
export interface Operation extends Omit<
  Definition<Access, Fields, Fields, Schema, Schema>,
  'handle'
> {
  /** Checks the input, then does the work. @throws ProblemError INVALID_REQUEST */
  run: (input: RawInput, context: GuardedContext) => Promise<Reply<unknown>>;
}

/** Defines an operation; the input that its `handle` gets has the types of its schemas. */
export function operation<
  const A extends Access,
  P extends Fields = undefined,
  Q extends Fields = undefined,
  B extends Schema = undefined,
  R extends Schema = undefined,
>(definition: Definition<A, P, Q, B, R>): Operation {
  const { handle, ...rest } = definition;
  return {
    ...rest,
    async run(raw, context) {
      const faults: FieldFault[] = [];
      const input = {
        params: check(definition.params, raw.params, 'path', faults),
        query: check(definition.query, raw.query, 'query', faults),
        body: check(definition.body, raw.body, 'body', faults),
      };
      if (faults.length > 0) {
        const fields = faults.map(fault => fault.field || fault.in).join(', ');
        throw new ProblemError('INVALID_REQUEST', `Not valid: ${fields}.`, {
          errors: faults,
        });
      }
      return handle(input, context);
    },
  };
}

function check<S extends Schema>(
  schema: S | undefined,
  value: unknown,
  place: FieldFault['in'],
  faults: FieldFault[],
): Parsed<S> {
  const result = schema?.safeParse(value);
  for (const issue of result?.error?.issues ?? []) {
    faults.push({
      in: place,
      field: issue.path.join('.'),
      detail: issue.message,
    });
  }
  return result?.data as Parsed<S>;
}
