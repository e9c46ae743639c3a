import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { JsonObject } from '@backstage/types';
import { commitFiles, git, onTestEnd, temporaryFolder } from './newRecord';

const HOST = 'github.example.com';
const TOKEN = 'secret-of-the-integration';

type Pull = { head: string; base: string; title: string; body: string };

/** The calls of GitHub's REST API that proposing needs, over one bare repository on disk: `acme/pay`. */
export class GithubServer {
  readonly bare = join(temporaryFolder(), 'pay.git');
  readonly pulls: Pull[] = [];
  readonly calls: string[] = [];
  /** Answers every new pull request with this message. */
  refusal?: string;
  readonly #server: Server;

  private constructor() {
    this.#server = createServer(async (request, response) => {
      const sent = Buffer.concat(await request.toArray()).toString();
      const call = `${request.method} ${request.url}`;
      this.calls.push(call);
      const { status, body } = request.headers.authorization?.endsWith(
        ` ${TOKEN}`,
      )
        ? this.#answer(call, sent)
        : { status: 401, body: { message: 'Bad credentials' } };
      response.writeHead(status, { 'Content-Type': 'application/json' });
      response.end(JSON.stringify(body));
    });
  }

  static async start(files: Record<string, string>): Promise<GithubServer> {
    const github = new GithubServer();
    await git(
      '/',
      'init',
      '--quiet',
      '--bare',
      '--initial-branch=main',
      github.bare,
    );
    await commitFiles(github.bare, files);
    await new Promise<void>(done =>
      github.#server.listen(0, '127.0.0.1', done),
    );
    onTestEnd(() => github.#server.close());
    return github;
  }

  /** The portal's configuration. */
  get config(): JsonObject {
    const { port } = this.#server.address() as AddressInfo;
    const apiBaseUrl = `http://127.0.0.1:${port}`;
    return {
      integrations: { github: [{ host: HOST, apiBaseUrl, token: TOKEN }] },
    };
  }

  source(path = 'pay/tree/main/'): Record<string, string> {
    return {
      'backstage.io/source-location': `url:https://${HOST}/acme/${path}`,
    };
  }

  async branches(): Promise<string[]> {
    const refs = await git(
      this.bare,
      'for-each-ref',
      '--format=%(refname:short)',
    );
    return refs.split('\n').filter(name => name !== 'main');
  }

  #answer(call: string, sent: string): { status: number; body: unknown } {
    const url = new URL(call.split(' ')[1], 'http://x');
    if (!url.pathname.startsWith('/repos/acme/pay')) {
      return { status: 404, body: { message: 'Not Found' } };
    }
    if (call.startsWith('GET /repos/acme/pay/pulls')) {
      const head = url.searchParams.get('head');
      return {
        status: 200,
        body: this.pulls.flatMap((pull, index) =>
          `acme:${pull.head}` === head ? [this.#shown(index)] : [],
        ),
      };
    }
    if (call === 'POST /repos/acme/pay/pulls') {
      if (this.refusal) return { status: 403, body: { message: this.refusal } };
      this.pulls.push(JSON.parse(sent));
      return { status: 201, body: this.#shown(this.pulls.length - 1) };
    }
    return {
      status: 200,
      body: {
        full_name: 'acme/pay',
        clone_url: `file://${this.bare}`,
        html_url: `https://${HOST}/acme/pay`,
        default_branch: 'main',
      },
    };
  }

  #shown(index: number) {
    return { html_url: `https://${HOST}/acme/pay/pull/${index + 1}` };
  }
}
