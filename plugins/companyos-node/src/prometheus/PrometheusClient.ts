import { z } from 'zod/v4';

const sampleSchema = z.object({
  metric: z.record(z.string(), z.string()),
  /** Seconds since 1970, and a number as text: it may be `NaN` or `+Inf`. */
  value: z.tuple([z.number(), z.string()]),
});

const answerSchema = z.discriminatedUnion('status', [
  z.object({
    status: z.literal('success'),
    data: z.object({
      resultType: z.literal('vector'),
      result: z.array(sampleSchema),
    }),
  }),
  z.object({ status: z.literal('error'), error: z.string() }),
]);

/** One series at one moment. @public */
export type PrometheusSample = {
  labels: Record<string, string>;
  value: number;
};

/** Prometheus did not answer, or not with what was asked for. @public */
export class PrometheusError extends Error {
  readonly name = 'PrometheusError';
}

/**
 * Asks a Prometheus, or whatever has its HTTP API (Thanos, Mimir).
 *
 * @see https://prometheus.io/docs/prometheus/latest/querying/api/
 * @public
 */
export class PrometheusClient {
  readonly #options: { url: string; token?: string; timeoutMs: number };

  /**
   * @param options.url - what the API's path `/api/v1` is put behind
   * @param options.token - sent as a bearer token
   */
  constructor(options: { url: string; token?: string; timeoutMs: number }) {
    this.#options = { ...options, url: options.url.replace(/\/+$/, '') };
  }

  /**
   * The value of an expression at one moment.
   *
   * @param time - milliseconds since 1970
   * @throws PrometheusError with a reason to show, whatever happens.
   */
  async query(query: string, time: number): Promise<PrometheusSample[]> {
    const { url, token, timeoutMs } = this.#options;
    const form = { query, time: (time / 1000).toFixed(3) };
    let body: unknown;
    try {
      const response = await fetch(`${url}/api/v1/query`, {
        method: 'POST',
        headers: { ...(token && { Authorization: `Bearer ${token}` }) },
        body: new URLSearchParams(form),
        signal: AbortSignal.timeout(timeoutMs),
      });
      body = await response.json();
    } catch (error) {
      const { name } = error as Error;
      throw new PrometheusError(
        name === 'TimeoutError'
          ? `Prometheus did not answer within ${timeoutMs / 1000} s`
          : 'Prometheus does not answer, or not in JSON',
        { cause: error },
      );
    }
    const answer = answerSchema.safeParse(body);
    if (!answer.success)
      throw new PrometheusError('Prometheus answered with something else');
    if (answer.data.status === 'error')
      throw new PrometheusError(`Prometheus says: ${answer.data.error}`);
    return answer.data.data.result.map(({ metric, value }) => ({
      labels: metric,
      value: Number(value[1]),
    }));
  }
}

/**
 * A text as PromQL writes it in quotes, so that it cannot be more than a text.
 *
 * @see https://prometheus.io/docs/prometheus/latest/querying/basics/#string-literals
 * @public
 */
export function promqlText(text: string): string {
  return `"${text
    .replaceAll('\\', '\\\\')
    .replaceAll('"', '\\"')
    .replaceAll('\n', '\\n')}"`;
}
