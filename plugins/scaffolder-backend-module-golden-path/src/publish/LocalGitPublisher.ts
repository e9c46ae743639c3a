import type {
  AuthService,
  DiscoveryService,
} from '@backstage/backend-plugin-api';
import { ResponseError, toError } from '@backstage/errors';
import { GoldenPathError, reasonOf } from '@companyos/golden-path';
import { basicAuthorization } from '@companyos/plugin-companyos-node';
import {
  LocalGitClient,
  parseSourceUrl,
  cloneUrl,
} from '@companyos/plugin-local-git-common';
import { commitOf } from './commitOf';
import type {
  Published,
  Publisher,
  PublishRequest,
  TaskContext,
} from './Publisher';
import { pushTree } from './pushTree';

const PLUGIN_ID = 'local-git';

/** Publishes to the portal's own Git host, on behalf of whoever started the task. */
export class LocalGitPublisher implements Publisher {
  readonly #auth: AuthService;
  readonly #discovery: DiscoveryService;

  constructor(options: { auth: AuthService; discovery: DiscoveryService }) {
    this.#auth = options.auth;
    this.#discovery = options.discovery;
  }

  async publish(request: PublishRequest, ctx: TaskContext): Promise<Published> {
    const { name, description, owner } = request;
    const base = await this.#discovery.getBaseUrl(PLUGIN_ID);
    const client = new LocalGitClient({ baseUrl: base, fetch });
    const token = await this.#userToken(ctx);
    const repository = await client
      .createRepository(
        { name, description, owner, createdFor: ctx.task.id },
        { token, signal: ctx.signal },
      )
      .catch(error => {
        throw nameTaken(error) ?? error;
      });
    try {
      const commit = await pushTree({
        dir: ctx.workspacePath,
        commit: commitOf(request, ctx),
        remote: {
          url: cloneUrl(base, name),
          authorization: basicAuthorization(
            'portal',
            await this.#userToken(ctx),
          ),
        },
        signal: ctx.signal,
      });
      ctx.signal?.throwIfAborted();
      return {
        repoUrl: repository.webUrl,
        cloneUrl: repository.cloneUrl,
        catalogInfoUrl: `${repository.sourceUrl}/catalog-info.yaml`,
        commit,
      };
    } catch (error) {
      await this.#remove(name, ctx);
      throw error;
    }
  }

  async withdraw(
    catalogInfoUrl: string,
    ctx: TaskContext,
  ): Promise<string | undefined> {
    const name = parseSourceUrl(catalogInfoUrl)?.name;
    if (!name || !(await this.#isOurs(name, ctx))) return undefined;
    return (await this.#remove(name, ctx))
      ? `The repository '${name}' that this task made was removed again.`
      : `The repository '${name}' that this task made could not be removed; delete it by hand.`;
  }

  /** The key that a repository was made with is secret to the host, but asked for with it, it gives the repository. */
  async #isOurs(name: string, ctx: TaskContext): Promise<boolean> {
    const client = await this.#client();
    const token = await this.#serviceToken();
    try {
      await client.getRepository(name, { token });
      await client.createRepository(
        { name, createdFor: ctx.task.id },
        { token },
      );
      return true;
    } catch (error) {
      if (statusOf(error) === 404 || statusOf(error) === 409) return false;
      throw error;
    }
  }

  async #remove(name: string, ctx: TaskContext): Promise<boolean> {
    try {
      const client = await this.#client();
      await client.deleteRepository(name, {
        token: await this.#serviceToken(),
      });
      ctx.logger.info(`Removed the repository '${name}' again`);
      return true;
    } catch (error) {
      ctx.logger.error(
        `The repository '${name}' could not be removed; delete it by hand`,
        toError(error),
      );
      return false;
    }
  }

  async #client(): Promise<LocalGitClient> {
    const baseUrl = await this.#discovery.getBaseUrl(PLUGIN_ID);
    return new LocalGitClient({ baseUrl, fetch });
  }

  async #userToken(ctx: TaskContext): Promise<string> {
    return this.#token(await ctx.getInitiatorCredentials());
  }

  // Cleaning up is the portal's own duty: it must not fail because a person may not delete.
  async #serviceToken(): Promise<string> {
    return this.#token(await this.#auth.getOwnServiceCredentials());
  }

  async #token(
    onBehalfOf: Awaited<ReturnType<TaskContext['getInitiatorCredentials']>>,
  ): Promise<string> {
    const { token } = await this.#auth.getPluginRequestToken({
      onBehalfOf,
      targetPluginId: PLUGIN_ID,
    });
    return token;
  }
}

function statusOf(error: unknown): number | undefined {
  return error instanceof ResponseError ? error.statusCode : undefined;
}

function nameTaken(error: unknown): GoldenPathError | undefined {
  if (statusOf(error) !== 409) return undefined;
  return new GoldenPathError('GOLDEN_PATH_NAME_TAKEN', reasonOf(error), error);
}
