import { ResponseError, toError } from '@backstage/errors';
import {
  DefaultGithubCredentialsProvider,
  type GithubCredentialsProvider,
  type ScmIntegrations,
} from '@backstage/integration';
import { createGithubRepoCreateAction } from '@backstage/plugin-scaffolder-backend-module-github';
import { GoldenPathError } from '@companyos/golden-path';
import { basicAuthorization } from '@companyos/plugin-companyos-node';
import { commitOf } from './commitOf';
import type {
  Published,
  Publisher,
  PublishRequest,
  TaskContext,
} from './Publisher';
import { pushTree } from './pushTree';

type Repository = {
  html_url: string;
  clone_url: string;
  homepage: string | null;
};

/** Publishes to an organisation or user on GitHub, with the credentials of the portal's integration. */
export class GithubPublisher implements Publisher {
  readonly #host: string;
  readonly #owner: string;
  readonly #visibility: 'private' | 'internal' | 'public';
  readonly #portalUrl: string;
  readonly #apiBaseUrl: string;
  readonly #credentials: GithubCredentialsProvider;
  readonly #createAction: ReturnType<typeof createGithubRepoCreateAction>;

  constructor(options: {
    host: string;
    owner: string;
    visibility: 'private' | 'internal' | 'public';
    portalUrl: string;
    integrations: ScmIntegrations;
  }) {
    const { host, integrations } = options;
    const apiBaseUrl = integrations.github.byHost(host)?.config.apiBaseUrl;
    if (!apiBaseUrl) {
      throw new Error(
        `Config 'goldenPath.publish.github.host' is '${host}', which has no entry in 'integrations.github'`,
      );
    }
    this.#host = host;
    this.#owner = options.owner;
    this.#visibility = options.visibility;
    this.#portalUrl = options.portalUrl;
    this.#apiBaseUrl = apiBaseUrl;
    this.#credentials =
      DefaultGithubCredentialsProvider.fromIntegrations(integrations);
    this.#createAction = createGithubRepoCreateAction({
      integrations,
      githubCredentialsProvider: this.#credentials,
    });
  }

  async publish(request: PublishRequest, ctx: TaskContext): Promise<Published> {
    const { name } = request;
    const existing = await this.#find(name);
    if (existing && !this.#isOurs(existing, name, ctx)) {
      throw this.#taken(name);
    }
    try {
      const repository = existing ?? (await this.#create(request, ctx));
      const { token } = await this.#credentials.getCredentials({
        url: repository.html_url,
      });
      const commit = await pushTree({
        dir: ctx.workspacePath,
        commit: commitOf(request, ctx),
        remote: {
          url: repository.clone_url,
          authorization: basicAuthorization('x-access-token', token ?? ''),
        },
        signal: ctx.signal,
      });
      ctx.signal?.throwIfAborted();
      return {
        repoUrl: repository.html_url,
        cloneUrl: repository.clone_url,
        catalogInfoUrl: `${repository.html_url}/blob/main/catalog-info.yaml`,
        commit,
      };
    } catch (error) {
      await this.#removeOurs(name, ctx);
      throw error;
    }
  }

  async withdraw(
    catalogInfoUrl: string,
    ctx: TaskContext,
  ): Promise<string | undefined> {
    const prefix = `https://${this.#host}/${this.#owner}/`;
    const [name] = catalogInfoUrl.startsWith(prefix)
      ? catalogInfoUrl.slice(prefix.length).split('/')
      : [];
    return name ? this.#removeOurs(name, ctx) : undefined;
  }

  async #create(
    { name, description }: PublishRequest,
    ctx: TaskContext,
  ): Promise<Repository> {
    try {
      await this.#createAction.handler({
        ...ctx,
        input: {
          repoUrl: `${this.#host}?owner=${this.#owner}&repo=${name}`,
          description,
          homepage: this.#mark(name, ctx),
          repoVisibility: this.#visibility,
        },
        // The step's own checkpoint is around all of this.
        checkpoint: async ({ fn }) => fn(),
        output: () => {},
      });
    } catch (error) {
      // Two at once: both found the name free, and GitHub let one through.
      if (/already exists/i.test(toError(error).message)) {
        throw this.#taken(name, error);
      }
      throw error;
    }
    const repository = await this.#find(name);
    if (!repository) {
      throw new Error(
        `GitHub made ${this.#owner}/${name} but does not show it`,
      );
    }
    return repository;
  }

  /** The homepage of a new repository: the service in the portal, and by its task the sign that it is ours. */
  #mark(name: string, ctx: TaskContext): string {
    return `${this.#portalUrl}/catalog/default/component/${name}?task=${
      ctx.task.id
    }`;
  }

  #isOurs(repository: Repository, name: string, ctx: TaskContext): boolean {
    return repository.homepage === this.#mark(name, ctx);
  }

  #taken(name: string, cause?: unknown): GoldenPathError {
    return new GoldenPathError(
      'GOLDEN_PATH_NAME_TAKEN',
      `The repository '${this.#owner}/${name}' exists already on ${
        this.#host
      }; choose another name`,
      cause,
    );
  }

  async #removeOurs(
    name: string,
    ctx: TaskContext,
  ): Promise<string | undefined> {
    const subject = `The repository '${
      this.#owner
    }/${name}' that this task made`;
    try {
      const repository = await this.#find(name);
      if (!repository || !this.#isOurs(repository, name, ctx)) {
        return undefined;
      }
      await this.#call('DELETE', name);
      ctx.logger.info(`${subject} was removed again`);
      return `${subject} was removed again.`;
    } catch (error) {
      ctx.logger.error(
        `${subject} could not be removed; delete it by hand`,
        toError(error),
      );
      return `${subject} could not be removed; delete it by hand.`;
    }
  }

  async #find(name: string): Promise<Repository | undefined> {
    const response = await this.#call('GET', name);
    return response.status === 404
      ? undefined
      : ((await response.json()) as Repository);
  }

  async #call(method: 'GET' | 'DELETE', name: string): Promise<Response> {
    const { headers } = await this.#credentials.getCredentials({
      url: `https://${this.#host}/${this.#owner}/${name}`,
    });
    const response = await fetch(
      `${this.#apiBaseUrl}/repos/${this.#owner}/${name}`,
      {
        method,
        headers: { ...headers, Accept: 'application/vnd.github+json' },
      },
    );
    if (!response.ok && response.status !== 404) {
      throw await ResponseError.fromResponse(response);
    }
    return response;
  }
}
