import { ResponseError } from '@backstage/errors';
import type { z } from 'zod/v4';

/**
 * What a plugin's client needs from its surroundings: the browser passes Backstage's `fetchApi`, the backend and the
 * CLI pass global `fetch` and a token for each call.
 *
 * @public
 */
export type ClientOptions = {
  /** The plugin's base URL without a trailing slash, or a function that finds it. */
  baseUrl: string | (() => Promise<string>);
  fetch: typeof globalThis.fetch;
};

/** @public */
export type CallOptions = { token?: string; signal?: AbortSignal };

/**
 * One JSON call of a typed client: sends, raises what the server says as a `ResponseError`, and checks the body.
 *
 * @throws ResponseError when the server answers with a status outside 2xx.
 * @throws ZodError when the answer has another shape than the contract's.
 * @public
 */
export async function callJson<T extends z.ZodType>(
  options: ClientOptions,
  request: {
    method?: string;
    path: string;
    body?: unknown;
    schema: T;
  } & CallOptions,
): Promise<z.infer<T>> {
  const response = await call(options, request);
  return request.schema.parse(await response.json());
}

/**
 * Like {@link callJson}, for answers that are not JSON.
 *
 * @throws ResponseError when the server answers with a status outside 2xx.
 * @public
 */
export async function call(
  options: ClientOptions,
  request: { method?: string; path: string; body?: unknown } & CallOptions,
): Promise<Response> {
  const base =
    typeof options.baseUrl === 'string'
      ? options.baseUrl
      : await options.baseUrl();
  const response = await options.fetch(`${base}${request.path}`, {
    method: request.method ?? 'GET',
    signal: request.signal,
    headers: {
      ...(request.token && { Authorization: `Bearer ${request.token}` }),
      ...(request.body !== undefined && { 'Content-Type': 'application/json' }),
    },
    body: request.body === undefined ? undefined : JSON.stringify(request.body),
  });
  if (!response.ok) throw await ResponseError.fromResponse(response);
  return response;
}
