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
 * @param request.body - sent as JSON; bytes are JSON already, and sent as they are
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
    body: toBody(request.body),
  });
  if (!response.ok) throw await ResponseError.fromResponse(response);
  return response;
}

function toBody(body: unknown): BodyInit | undefined {
  if (body === undefined) return undefined;
  return ArrayBuffer.isView(body)
    ? (body as Uint8Array<ArrayBuffer>)
    : JSON.stringify(body);
}

/**
 * The query string of what is given, with its question mark; empty when nothing is.
 *
 * @public
 */
export function queryString(
  values: Record<string, string | number | undefined>,
): string {
  const search = new URLSearchParams();
  for (const [key, value] of Object.entries(values)) {
    if (value !== undefined && value !== '') search.set(key, String(value));
  }
  return search.size ? `?${search}` : '';
}
