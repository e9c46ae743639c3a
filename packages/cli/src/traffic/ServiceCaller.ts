import { z } from 'zod';
import { CliError } from '../errors';
import type { Caller, Outcome, PlannedRequest } from './plan';

const RECORDS = '/v1/customer-records';
const TIMEOUT_MS = 10_000;
// Tokens of the development issuer last ten minutes.
const TOKEN_AGE_MS = 5 * 60_000;

const usersSchema = z.record(
  z.string(),
  z.object({ role: z.string(), tenant_id: z.string().nullable() }),
);
const tokenSchema = z.object({ access_token: z.string() });
const pageSchema = z.object({
  items: z.array(z.object({ id: z.string().optional() })),
});

/** Makes the requests of a plan, each as whom it says, with tokens of the service's development issuer. */
export class ServiceCaller {
  readonly #tokens = new Map<string, { token: string; since: number }>();
  readonly #seen = new Map<string | null, string[]>();

  constructor(private readonly urls: { url: string; issuerUrl: string }) {}

  /** Everybody that the issuer has a token for. */
  async callers(): Promise<Caller[]> {
    const users = await this.#ask(`${this.urls.issuerUrl}/users`, usersSchema);
    return Object.entries(users).map(([name, { role, tenant_id }]) => ({
      name,
      role,
      tenantId: tenant_id,
    }));
  }

  async send({ caller, attempt }: PlannedRequest): Promise<Outcome> {
    const body = attempt === 'create' ? JSON.stringify(newRecord()) : undefined;
    let started = performance.now();
    let status = 0;
    try {
      const headers: Record<string, string> = {};
      if (attempt !== 'withoutToken') {
        headers.Authorization = `Bearer ${await this.#token(caller.name)}`;
      }
      if (body) headers['Content-Type'] = 'application/json';
      started = performance.now();
      const response = await fetch(
        `${this.urls.url}${this.#path(caller, attempt)}`,
        {
          method: body ? 'POST' : 'GET',
          headers,
          body,
          signal: AbortSignal.timeout(TIMEOUT_MS),
        },
      );
      const answer: unknown = await response.json();
      status = response.status;
      if (attempt === 'list' && response.ok) this.#remember(caller, answer);
    } catch {
      // told as an answer that did not come
    }
    return { caller, attempt, status, durationMs: performance.now() - started };
  }

  #path(caller: Caller, attempt: PlannedRequest['attempt']): string {
    if (attempt === 'read') {
      const [id] = this.#seen.get(caller.tenantId) ?? [];
      if (id) return `${RECORDS}/${id}`;
    }
    if (attempt === 'readOfOtherTenant') {
      const others = [...this.#seen].filter(
        ([tenantId]) => tenantId !== caller.tenantId,
      );
      const [id] = others[0]?.[1] ?? [];
      if (id) return `${RECORDS}/${id}`;
    }
    return attempt === 'create' ? RECORDS : `${RECORDS}?limit=20`;
  }

  /** Which records there are is known from the lists that callers got. */
  #remember(caller: Caller, answer: unknown): void {
    const page = pageSchema.safeParse(answer);
    if (!page.success) return;
    const ids = page.data.items.flatMap(({ id }) => id ?? []);
    if (ids.length > 0) this.#seen.set(caller.tenantId, ids);
  }

  async #token(user: string): Promise<string> {
    const known = this.#tokens.get(user);
    if (known && Date.now() - known.since < TOKEN_AGE_MS) return known.token;
    const { access_token: token } = await this.#ask(
      `${this.urls.issuerUrl}/token`,
      tokenSchema,
      { user },
    );
    this.#tokens.set(user, { token, since: Date.now() });
    return token;
  }

  async #ask<T>(url: string, schema: z.ZodType<T>, body?: object): Promise<T> {
    try {
      const response = await fetch(url, {
        method: body ? 'POST' : 'GET',
        body: body && JSON.stringify(body),
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      return schema.parse(await response.json());
    } catch (error) {
      throw new CliError(
        `The token issuer at ${url} does not answer as it should. Does the reference service run?`,
        undefined,
        { cause: error },
      );
    }
  }
}

function newRecord() {
  return {
    dataAccessLevel: 'internal',
    segment: 'small_business',
    name: 'Traffic Generator, Sample Ltd',
    email: 'traffic@sample.example',
  };
}
