import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const policies = resolve(__dirname, '../../../policies');

/** The portal's policy as the wrapper's input names things, and as it wants the answer. */
const ADAPTER = `package wrapper

import data.portal

decision := {
	"result": decided.result,
	"pluginId": "catalog",
	"resourceType": "catalog-entity",
	"conditions": {"anyOf": [{
		"rule": rule,
		"resourceType": "catalog-entity",
		"params": {"claims": input.identity.claims},
	} |
		some rule in decided.conditions
	]},
} if {
	decided.result == "CONDITIONAL"
} else := decided

decided := said if {
	said := portal.decision with input as {
		"permission": input.permission,
		"user": {
			"entity_ref": input.identity.user,
			"ownership_entity_refs": input.identity.claims,
		},
	}
}
`;

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>(done => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  await new Promise(done => server.close(done));
  return port;
}

/** The real OPA with the portal's policy, in a process of its own. */
export class OpaServer {
  static readonly entrypoint = 'wrapper/decision';

  private constructor(
    readonly url: string,
    private readonly child: ChildProcess,
    private readonly folder: string,
  ) {}

  /** @throws Error when it does not answer within ten seconds */
  static async start(): Promise<OpaServer> {
    const folder = mkdtempSync(join(tmpdir(), 'permissions-bench-'));
    writeFileSync(join(folder, 'wrapper.rego'), ADAPTER);
    const port = await freePort();
    const child = spawn(
      process.env.OPA_BIN || 'opa',
      [
        ...['run', '--server', '--log-level', 'error'],
        ...['--addr', `127.0.0.1:${port}`],
        ...['--ignore', '*_test.rego', '--ignore', 'testdata'],
        ...[join(policies, 'lib'), join(policies, 'portal', 'portal.rego')],
        `portal:${join(policies, 'portal', 'data.json')}`,
        folder,
      ],
      { stdio: ['ignore', 'ignore', 'inherit'] },
    );
    const opa = new OpaServer(`http://127.0.0.1:${port}`, child, folder);
    const deadline = Date.now() + 10_000;
    while (Date.now() < deadline) {
      const answer = await fetch(`${opa.url}/health`).catch(() => undefined);
      if (answer?.ok) return opa;
      await new Promise(done => setTimeout(done, 50));
    }
    opa.stop();
    throw new Error('OPA does not answer');
  }

  stop(): void {
    this.child.kill();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
