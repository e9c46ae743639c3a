import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const TOKEN = 'secret-of-the-integration';

type Files = Record<string, string>;
type Review = { login: string; state: string; commit: string; at: string };
type Repository = {
  /** Newest last. */
  commits: { sha: string; files: Files; archive: Buffer }[];
  /** Answers with this status, or never. */
  fault?: number | 'silent';
  pull?: {
    author: string;
    merged: boolean;
    reviews: Review[];
    /** Answers what is asked about the pull request with this status. */
    fault?: number;
  };
};

/** Speaks the endpoints of GitHub's REST API that the portal uses, for repositories that live in memory. */
export class GitHubServer {
  readonly #repositories = new Map<string, Repository>();
  readonly #server: Server;
  /** Paths that were asked for, in order. */
  readonly requests: string[] = [];

  private constructor() {
    this.#server = createServer((request, response) => {
      const url = new URL(request.url ?? '/', this.url);
      this.requests.push(url.pathname);
      if (!request.headers.authorization?.endsWith(` ${TOKEN}`)) {
        response.writeHead(401).end('{}');
        return;
      }
      this.#answer(url, response);
    });
  }

  static async start(): Promise<GitHubServer> {
    const github = new GitHubServer();
    await new Promise<void>(resolve =>
      github.#server.listen(0, '127.0.0.1', resolve),
    );
    return github;
  }

  get url(): string {
    const { port } = this.#server.address() as AddressInfo;
    return `http://127.0.0.1:${port}`;
  }

  /** What goes under `integrations` in the portal's configuration. */
  get integrations() {
    return {
      github: [{ host: 'git.test', apiBaseUrl: this.url, token: TOKEN }],
    };
  }

  /** The folder of a repository, as an entity names it. */
  source(name: string): string {
    return `https://git.test/acme/${name}/tree/main/`;
  }

  /** Adds a commit with these files; returns its id. */
  commit(name: string, files: Files): string {
    const repository = this.#repository(name);
    const sha = createHash('sha1')
      .update(`${name} ${repository.commits.length}`)
      .digest('hex');
    repository.commits.push({ sha, files, archive: toArchive(files) });
    return sha;
  }

  fail(name: string, fault: Repository['fault']): void {
    this.#repository(name).fault = fault;
  }

  /** The pull request that brought the newest commit. */
  pull(name: string, pull: Repository['pull']): void {
    this.#repository(name).pull = pull;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise(resolve => this.#server.close(resolve));
  }

  #repository(name: string): Repository {
    const repository = this.#repositories.get(name) ?? { commits: [] };
    this.#repositories.set(name, repository);
    return repository;
  }

  #answer(url: URL, response: ServerResponse): void {
    const [, , , name, ...rest] = url.pathname.split('/');
    const { commits, fault, pull } = this.#repository(name);
    if (fault === 'silent') return;
    if (fault) {
      response.writeHead(fault).end('{}');
      return;
    }
    const head = commits[commits.length - 1];
    const json = (body: unknown) => response.end(JSON.stringify(body));
    switch (
      rest.map(part => part.replace(/^[0-9a-f]{40}$/, ':sha')).join('/')
    ) {
      case 'commits/main/status':
        json({
          sha: head.sha,
          repository: {
            archive_url: `${this.url}/repos/acme/${name}/{archive_format}{/ref}`,
          },
        });
        break;
      case 'tarball/:sha':
        response.end(head.archive);
        break;
      case 'commits':
        json([{ sha: head.sha }]);
        break;
      case 'commits/:sha/pulls':
        json(
          pull
            ? [
                {
                  number: 7,
                  merged_at: pull.merged ? '2026-11-01T12:00:00Z' : null,
                  user: { login: pull.author },
                },
              ]
            : [],
        );
        break;
      case 'pulls/7/reviews': {
        if (pull?.fault) {
          response.writeHead(pull.fault).end('{}');
          break;
        }
        const size = Number(url.searchParams.get('per_page'));
        const from = (Number(url.searchParams.get('page')) - 1) * size;
        json(
          pull?.reviews.slice(from, from + size).map((review, index) => ({
            user: { login: review.login },
            state: review.state,
            commit_id: review.commit,
            submitted_at: review.at,
            html_url: `https://git.test/acme/${name}/pull/7#review-${index}`,
          })),
        );
        break;
      }
      default: {
        const commit = commits.find(
          ({ sha }) => sha === url.searchParams.get('ref'),
        );
        const content = commit?.files[rest.slice(1).join('/')];
        if (content === undefined) response.writeHead(404).end('{}');
        else response.end(content);
      }
    }
  }
}

function toArchive(files: Files): Buffer {
  const dir = mkdtempSync(join(tmpdir(), 'archive-'));
  try {
    mkdirSync(join(dir, 'top'));
    for (const [path, content] of Object.entries(files)) {
      mkdirSync(dirname(join(dir, 'top', path)), { recursive: true });
      writeFileSync(join(dir, 'top', path), content);
    }
    return execFileSync('tar', ['-czf', '-', '-C', dir, 'top'], {
      maxBuffer: 100 * 1024 * 1024,
    });
  } finally {
    rmSync(dir, { recursive: true });
  }
}
