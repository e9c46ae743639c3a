import { ResponseError } from '@backstage/errors';
import {
  DefaultGithubCredentialsProvider,
  type GithubCredentialsProvider,
  type ScmIntegrations,
} from '@backstage/integration';
import { AdrError, type AdrErrorCode } from '@companyos/plugin-adr-common';
import { basicAuthorization } from '@companyos/plugin-companyos-node';
import { z } from 'zod/v4';
import type {
  Change,
  Proposal,
  RecordHost,
  RecordRepository,
  TaskContext,
} from './RecordHost';

const TIMEOUT_MS = 15_000;

const repositorySchema = z.object({
  full_name: z.string(),
  clone_url: z.url(),
  html_url: z.url(),
  default_branch: z.string(),
});
const pullSchema = z.object({ html_url: z.url() });

/** GitHub, with the credentials of the portal's integration: a proposal is a pull request. */
export class GithubHost implements RecordHost {
  readonly #integrations: ScmIntegrations;
  readonly #credentials: GithubCredentialsProvider;

  constructor(integrations: ScmIntegrations) {
    this.#integrations = integrations;
    this.#credentials =
      DefaultGithubCredentialsProvider.fromIntegrations(integrations);
  }

  handles(sourceUrl: string): boolean {
    return this.#integrations.github.byUrl(sourceUrl) !== undefined;
  }

  async open(sourceUrl: string): Promise<RecordRepository> {
    const { repository, ref, path } = parse(sourceUrl);
    const found = await this.#call(sourceUrl, {
      path: `/repos/${repository}`,
      schema: repositorySchema,
      refused: 'ADR_SOURCE_UNREADABLE',
    });
    const { token } = await this.#credentials.getCredentials({
      url: sourceUrl,
    });
    return {
      name: found.full_name,
      cloneUrl: found.clone_url,
      remote: {
        url: found.clone_url,
        authorization: basicAuthorization('x-access-token', token ?? ''),
      },
      base: ref ?? found.default_branch,
      top: path,
    };
  }

  async propose(
    { name, base }: RecordRepository,
    proposal: Proposal,
    ctx: TaskContext,
  ): Promise<Change> {
    const { branch, path, title, entityRef, notes, sourceUrl } = proposal;
    const [owner] = name.split('/');
    const query = new URLSearchParams({
      head: `${owner}:${branch}`,
      state: 'all',
    });
    const [existing] = await this.#call(sourceUrl, {
      path: `/repos/${name}/pulls?${query}`,
      schema: z.array(pullSchema),
      refused: 'ADR_PULL_REQUEST_REFUSED',
    });
    const pull =
      existing ??
      (await this.#call(sourceUrl, {
        path: `/repos/${name}/pulls`,
        schema: pullSchema,
        refused: 'ADR_PULL_REQUEST_REFUSED',
        body: {
          title,
          head: branch,
          base,
          body: [
            `A new decision record of \`${entityRef}\`, proposed by \`${
              ctx.user?.ref ?? 'the portal'
            }\`: \`${path}\`.`,
            'Write it to its end on this branch; who is asked for a sign-off stands in its front matter.',
            ...notes.map(note => `- ${note}`),
          ].join('\n\n'),
        },
      }));
    const repositoryUrl = pull.html_url.replace(/\/pull\/\d+$/, '');
    const file = path.split('/').map(encodeURIComponent).join('/');
    return {
      changeUrl: pull.html_url,
      fileUrl: `${repositoryUrl}/blob/${branch}/${file}`,
      nextSteps: `Write the record to its end on the branch \`${branch}\`; it holds when the pull request is merged.`,
    };
  }

  async #call<T extends z.ZodType>(
    sourceUrl: string,
    options: {
      path: string;
      schema: T;
      refused: AdrErrorCode;
      body?: object;
    },
  ): Promise<z.infer<T>> {
    const { path, schema, refused, body } = options;
    const api = this.#integrations.github.byUrl(sourceUrl)?.config.apiBaseUrl;
    const { headers } = await this.#credentials.getCredentials({
      url: sourceUrl,
    });
    const response = await fetch(`${api}${path}`, {
      method: body ? 'POST' : 'GET',
      headers: { ...headers, Accept: 'application/vnd.github+json' },
      body: body && JSON.stringify(body),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    if (!response.ok) {
      const error = await ResponseError.fromResponse(response);
      throw new AdrError(
        refused,
        `GitHub answered ${response.status} to ${
          body ? 'POST' : 'GET'
        } ${path}: ${error.body.error.message}`,
        error,
      );
    }
    return schema.parse(await response.json());
  }
}

// A branch with a slash in its name cannot be told from a folder; Backstage's own reader has the same limit.
function parse(url: string): {
  repository: string;
  ref?: string;
  path: string;
} {
  const [owner, name, kind, ref, ...path] = new URL(url).pathname
    .split('/')
    .filter(Boolean)
    .map(decodeURIComponent);
  if (!owner || !name || (kind && !/^(tree|blob)$/.test(kind))) {
    throw new AdrError(
      'ADR_SOURCE_UNSUPPORTED',
      `'${url}' is no folder of a repository on GitHub`,
    );
  }
  return {
    repository: [owner, name.replace(/\.git$/, '')]
      .map(encodeURIComponent)
      .join('/'),
    ref,
    path: path.join('/'),
  };
}
