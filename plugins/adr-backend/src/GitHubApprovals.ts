import { createHash } from 'node:crypto';
import {
  DefaultGithubCredentialsProvider,
  ScmIntegrations,
  type GithubCredentialsProvider,
} from '@backstage/integration';
import type { RootConfigService } from '@backstage/backend-plugin-api';
import { ResponseError } from '@backstage/errors';
import { z } from 'zod/v4';

/** Somebody's approval of the pull request that brought a revision. */
export type Approval = {
  login: string;
  /** ISO 8601. */
  submittedAt: string;
  /** The review's page. */
  url: string;
};

const TIMEOUT_MS = 15_000;
const PAGE = 100;
const MAX_PAGES = 10;

const commitsSchema = z.array(z.object({ sha: z.string() }));
const pullsSchema = z.array(
  z.object({
    number: z.number().int(),
    merged_at: z.string().nullable(),
    user: z.object({ login: z.string() }).nullable(),
  }),
);
const reviewsSchema = z.array(
  z.object({
    user: z.object({ login: z.string() }).nullable(),
    state: z.string(),
    commit_id: z.string().nullable(),
    submitted_at: z.string().optional(),
    html_url: z.url(),
  }),
);
type Review = z.infer<typeof reviewsSchema>[number];
type Place = {
  api: string;
  repository: string;
  ref: string;
  path: string;
  headers: Record<string, string>;
};

/**
 * Reads approvals of pull requests over GitHub's REST API, with the credentials of the portal's integration. An approval
 * counts only when the file had, in the commit that was reviewed, exactly the revision in question.
 */
export class GitHubApprovals {
  readonly #integrations: ScmIntegrations;
  readonly #credentials: GithubCredentialsProvider;

  private constructor(integrations: ScmIntegrations) {
    this.#integrations = integrations;
    this.#credentials =
      DefaultGithubCredentialsProvider.fromIntegrations(integrations);
  }

  static fromConfig(config: RootConfigService): GitHubApprovals {
    return new GitHubApprovals(ScmIntegrations.fromConfig(config));
  }

  /**
   * The approvals of a file's revision; none for a file that is not on GitHub.
   *
   * @param url - of the file on a branch
   * @param revision - `sha256:` and the digest of the file
   * @throws ResponseError when GitHub refuses, ZodError when it answers something else than it says it does.
   */
  async find(url: string, revision: string): Promise<Approval[]> {
    const place = await this.#locate(url);
    if (!place) return [];
    const { repository, path, ref } = place;
    const query = new URLSearchParams({ path, sha: ref, per_page: '1' });
    const [commit] = await this.#get(
      place,
      `/repos/${repository}/commits?${query}`,
      commitsSchema,
    );
    if (!commit) return [];
    const pulls = await this.#get(
      place,
      `/repos/${repository}/commits/${commit.sha}/pulls`,
      pullsSchema,
    );
    const approvals: Approval[] = [];
    for (const pull of pulls.filter(({ merged_at }) => merged_at)) {
      const reviews = await this.#reviews(place, pull.number);
      for (const review of lastWords(reviews)) {
        const { user, commit_id, submitted_at } = review;
        if (
          user &&
          user.login !== pull.user?.login &&
          commit_id &&
          submitted_at &&
          (await this.#revisionAt(place, commit_id)) === revision
        ) {
          approvals.push({
            login: user.login,
            submittedAt: submitted_at,
            url: review.html_url,
          });
        }
      }
    }
    return approvals;
  }

  async #reviews(place: Place, pull: number): Promise<Review[]> {
    const all: Review[] = [];
    for (let page = 1; page <= MAX_PAGES; page++) {
      const reviews = await this.#get(
        place,
        `/repos/${place.repository}/pulls/${pull}/reviews?per_page=${PAGE}&page=${page}`,
        reviewsSchema,
      );
      all.push(...reviews);
      if (reviews.length < PAGE) break;
    }
    return all;
  }

  async #revisionAt(place: Place, commit: string): Promise<string | undefined> {
    const path = place.path.split('/').map(encodeURIComponent).join('/');
    const response = await this.#fetch(
      place,
      `/repos/${place.repository}/contents/${path}?ref=${commit}`,
      'application/vnd.github.raw+json',
    );
    if (response.status === 404) return undefined;
    if (!response.ok) throw await ResponseError.fromResponse(response);
    const content = Buffer.from(await response.arrayBuffer());
    return `sha256:${createHash('sha256').update(content).digest('hex')}`;
  }

  async #get<T extends z.ZodType>(
    place: Place,
    path: string,
    schema: T,
  ): Promise<z.infer<T>> {
    const response = await this.#fetch(
      place,
      path,
      'application/vnd.github+json',
    );
    if (!response.ok) throw await ResponseError.fromResponse(response);
    return schema.parse(await response.json());
  }

  async #fetch(place: Place, path: string, accept: string): Promise<Response> {
    return fetch(`${place.api}${path}`, {
      headers: { ...place.headers, Accept: accept },
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
  }

  // A branch with a slash in its name cannot be told from a folder; Backstage's own reader has the same limit.
  async #locate(url: string): Promise<Place | undefined> {
    const api = this.#integrations.github.byUrl(url)?.config.apiBaseUrl;
    const [owner, name, kind, ref, ...path] = new URL(url).pathname
      .split('/')
      .filter(Boolean)
      .map(decodeURIComponent);
    if (!api || !/^(tree|blob)$/.test(kind ?? '') || path.length === 0) {
      return undefined;
    }
    const { headers } = await this.#credentials.getCredentials({ url });
    return {
      api,
      repository: [owner, name].map(encodeURIComponent).join('/'),
      ref,
      path: path.join('/'),
      headers: headers ?? {},
    };
  }
}

/** What each person said last counts: an approval that was dismissed or followed by a request for changes is none. */
function lastWords(reviews: Review[]): Review[] {
  const byLogin = new Map<string, Review>();
  for (const review of reviews) {
    if (review.user && review.state !== 'COMMENTED') {
      byLogin.set(review.user.login, review);
    }
  }
  return [...byLogin.values()].filter(({ state }) => state === 'APPROVED');
}
