import { CliError, exitCode } from '../errors';
import { unreachable } from '../login/portalErrors';

type ErrorBody = { error?: { message?: string } };

/** Calls a portal's REST API and turns its refusals into sentences. */
export class PortalClient {
  constructor(private readonly options: { baseUrl: string; token?: string }) {}

  get baseUrl(): string {
    return this.options.baseUrl;
  }

  async get<T>(path: string): Promise<T> {
    return (await this.request('GET', path)).json() as Promise<T>;
  }

  async post<T>(path: string, body: unknown): Promise<T> {
    return (await this.request('POST', path, body)).json() as Promise<T>;
  }

  async delete(path: string): Promise<void> {
    await this.request('DELETE', path);
  }

  /** The resource, or `undefined` when the portal has none there. */
  async find<T>(path: string): Promise<T | undefined> {
    const response = await this.send('GET', path);
    if (response.status === 404) {
      await response.body?.cancel();
      return undefined;
    }
    return (await this.check(response)).json() as Promise<T>;
  }

  private async request(
    method: string,
    path: string,
    body?: unknown,
  ): Promise<Response> {
    return this.check(await this.send(method, path, body));
  }

  private async send(
    method: string,
    path: string,
    body?: unknown,
  ): Promise<Response> {
    const { baseUrl, token } = this.options;
    try {
      return await fetch(`${baseUrl}${path}`, {
        method,
        headers: {
          ...(token ? { Authorization: `Bearer ${token}` } : {}),
          ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
        },
        body: body === undefined ? undefined : JSON.stringify(body),
        signal: AbortSignal.timeout(30_000),
      });
    } catch (error) {
      throw unreachable(baseUrl, error);
    }
  }

  private async check(response: Response): Promise<Response> {
    if (response.ok) return response;
    const text = await response.text();
    const message = messageOf(text);
    if (response.status === 401) {
      throw new CliError(
        `The portal at ${this.baseUrl} does not accept the credentials: ${message}. Log in: companyos login --portal ${this.baseUrl}`,
        exitCode.refused,
      );
    }
    if (response.status === 403)
      throw new CliError(`The portal refused: ${message}`, exitCode.refused);
    throw new CliError(`The portal answered ${response.status}: ${message}`);
  }
}

function messageOf(text: string): string {
  try {
    return (JSON.parse(text) as ErrorBody).error?.message ?? text;
  } catch {
    return text.slice(0, 300);
  }
}
