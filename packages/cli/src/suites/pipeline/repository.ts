import fs from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { capture, exec } from '../../process/exec';
import { renderService } from '../renderService';
import type { SuiteContext } from '../Suite';

/** A generated service as a host has it: a Git repository with one commit. */
export type Repository = { dir: string; sha: string };

/** Serves the packed CLI where the portal would, so that the service's launcher finds it. */
export async function serveCli(
  dir: string,
): Promise<{ url: string; stop(): Promise<void> }> {
  const prefix = '/api/golden-path/cli/';
  const server = http.createServer((request, response) => {
    const name = path.basename(request.url ?? '');
    const file = path.join(dir, name);
    if (request.url === `${prefix}${name}` && fs.existsSync(file))
      fs.createReadStream(file).pipe(response);
    else response.writeHead(404).end();
  });
  await new Promise<void>(resolve => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async stop() {
      server.closeAllConnections();
      await new Promise(resolve => {
        server.close(resolve);
      });
    },
  };
}

/** Renders the reference service and commits it. */
export async function createRepository(
  context: SuiteContext,
  portalUrl: string,
): Promise<Repository> {
  const { dir: suiteDir, env, signal } = context;
  const dir = await renderService(context, portalUrl);
  const person = { name: 'Suite', email: 'suite@companyos.example' };
  const options = {
    cwd: dir,
    env: {
      ...env,
      GIT_AUTHOR_NAME: person.name,
      GIT_AUTHOR_EMAIL: person.email,
      GIT_COMMITTER_NAME: person.name,
      GIT_COMMITTER_EMAIL: person.email,
    },
    logFile: path.join(suiteDir, 'repository.log'),
    signal,
  };
  await exec('git', ['init', '--quiet', '--initial-branch=main'], options);
  await exec('git', ['add', '--all'], options);
  await exec('git', ['commit', '--quiet', '-m', 'Start'], options);
  const sha = await capture('git', ['-C', dir, 'rev-parse', 'HEAD'], env);
  if (!sha) throw new Error(`${dir} has no commit`);
  return { dir, sha };
}
