import type {
  AuthService,
  DiscoveryService,
} from '@backstage/backend-plugin-api';
import { ResponseError } from '@backstage/errors';
import { AdrError } from '@companyos/plugin-adr-common';
import { basicAuthorization } from '@companyos/plugin-companyos-node';
import {
  cloneUrl,
  LocalGitClient,
  parseSourceUrl,
  portalPath,
  type RepositoryDetails,
} from '@companyos/plugin-local-git-common';
import type {
  Change,
  Proposal,
  RecordHost,
  RecordRepository,
  TaskContext,
} from './RecordHost';

const PLUGIN_ID = 'local-git';

/**
 * The portal's own Git host, on behalf of whoever started the task: it takes a push only of those who may push. It has
 * no pull requests, so people look at the branch and merge it with Git.
 */
export class LocalGitHost implements RecordHost {
  readonly #auth: AuthService;
  readonly #discovery: DiscoveryService;

  constructor(options: { auth: AuthService; discovery: DiscoveryService }) {
    this.#auth = options.auth;
    this.#discovery = options.discovery;
  }

  handles(sourceUrl: string): boolean {
    return parseSourceUrl(sourceUrl) !== undefined;
  }

  async open(sourceUrl: string, ctx: TaskContext): Promise<RecordRepository> {
    const { name, ref, path } = parseSourceUrl(sourceUrl)!;
    const repository = await this.#find(name, ctx);
    const base = await this.#discovery.getBaseUrl(PLUGIN_ID);
    const token = await this.#token(ctx);
    return {
      name,
      cloneUrl: repository.cloneUrl,
      remote: {
        url: cloneUrl(base, name),
        authorization: basicAuthorization('portal', token),
      },
      base: ref,
      top: path,
    };
  }

  async propose(
    { name, base, cloneUrl: url }: RecordRepository,
    { branch, path }: Proposal,
    ctx: TaskContext,
  ): Promise<Change> {
    const { webUrl } = await this.#find(name, ctx);
    const portal = webUrl.slice(0, -portalPath.overview(name).length);
    const page = (kind: 'blob' | 'tree', at: string) =>
      portal + portalPath.source(kind, { name, ref: branch, path: at });
    return {
      changeUrl: page('tree', ''),
      fileUrl: page('blob', path),
      nextSteps: [
        'The record is on a branch of its own. Look at it, write it to its end and push it:',
        shell(
          `git clone ${url}`,
          `cd ${name}`,
          `git switch ${branch}`,
          `git diff origin/${base}`,
        ),
        'When it is agreed, merge it:',
        shell(
          `git switch ${base}`,
          `git merge ${branch}`,
          `git push origin ${base}`,
          `git push origin --delete ${branch}`,
        ),
        'Git asks for a password: an access token with the scope `git`.',
      ].join('\n\n'),
    };
  }

  async #find(name: string, ctx: TaskContext): Promise<RepositoryDetails> {
    const baseUrl = await this.#discovery.getBaseUrl(PLUGIN_ID);
    const client = new LocalGitClient({ baseUrl, fetch });
    try {
      return await client.getRepository(name, {
        token: await this.#token(ctx),
        signal: ctx.signal,
      });
    } catch (error) {
      if (!(error instanceof ResponseError)) throw error;
      throw new AdrError(
        'ADR_SOURCE_UNREADABLE',
        `The repository '${name}' could not be read: ${error.body.error.message}`,
      );
    }
  }

  async #token(ctx: TaskContext): Promise<string> {
    const { token } = await this.#auth.getPluginRequestToken({
      onBehalfOf: await ctx.getInitiatorCredentials(),
      targetPluginId: PLUGIN_ID,
    });
    return token;
  }
}

function shell(...commands: string[]): string {
  return ['```sh', ...commands, '```'].join('\n');
}
