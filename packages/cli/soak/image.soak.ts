/**
 * A service whose artifact is an image, with a real container engine and a real registry: built, signed, pushed with its
 * evidence, and verified by cosign as a customer would, from the registry alone. Pushing again changes nothing, and
 * evidence under another key is refused.
 *
 * Not a part of the tests, because not every machine has an engine. The image is built from nothing, so that none has to
 * be fetched. Prints `name ours baseline ratio goal`: the seconds of publishing against those of building the image; exits
 * with 1 when a check fails.
 */
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createKeyPair } from '@companyos/evidence';
import { TinyService } from '../src/ci/__testUtils__/tinyService';
import { EvidenceFolder } from '../src/ci/EvidenceFolder';
import { runStages } from '../src/ci/runStages';
import { stages } from '../src/ci';
import { readSource } from '../src/ci/source';
import { freePort } from '../src/process/ports';
import { Service } from '../src/process/Service';
import { Steps } from '../src/steps/Steps';
import { provideTool } from '../src/tools/provideTool';

const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'companyos-image-'));
const { signal } = new AbortController();
const steps = new Steps(process.stdout);
const context = { env: process.env, steps, signal };

async function startRegistry(): Promise<{ service: Service; host: string }> {
  const program = await provideTool('registry', {
    ...context,
    logFile: path.join(dir, 'registry-build.log'),
  });
  const host = `127.0.0.1:${await freePort()}`;
  const config = path.join(dir, 'registry.yml');
  fs.writeFileSync(
    config,
    `version: 0.1
storage: { filesystem: { rootdirectory: ${path.join(dir, 'registry')} } }
http: { addr: ${host} }
`,
  );
  const service = Service.start({
    name: 'the registry',
    command: program,
    args: ['serve', config],
    env: process.env,
    logFile: path.join(dir, 'registry.log'),
    pidFile: path.join(dir, 'registry.pid'),
  });
  const answers = () =>
    fetch(`http://${host}/v2/`).then(
      response => response.ok,
      () => false,
    );
  await service.ready(answers, { timeout: 20_000, signal });
  return { service, host };
}

function check(what: string, isTrue: boolean) {
  process.stdout.write(`${isTrue ? '✓' : '✗'} ${what}\n`);
  if (!isTrue) process.exitCode = 1;
}

function succeeds(program: string, args: string[]): boolean {
  try {
    execFileSync(program, args, { stdio: 'pipe' });
    return true;
  } catch {
    return false;
  }
}

/** This registry has no list of referrers, so oras keeps one under a tag, and reads it again here. */
async function referrers(image: string): Promise<string[]> {
  const oras = await provideTool('oras', {
    ...context,
    logFile: path.join(dir, 'oras-build.log'),
  });
  const args = ['discover', '--plain-http', '--format', 'json', image];
  const found = JSON.parse(execFileSync(oras, args, { encoding: 'utf8' }));
  return found.referrers.map((one: { digest: string }) => one.digest).sort();
}

async function main(host: string) {
  const tiny = new TinyService(path.join(dir, 'service'));
  tiny.write('Dockerfile', 'FROM scratch\nCOPY src src\n');
  tiny.commit();
  const source = await readSource(tiny.dir, process.env);
  const evidence = new EvidenceFolder(tiny.dir);
  const run = (names: string[]) =>
    runStages(
      stages.filter(({ name }) => names.includes(name)),
      {
        ...context,
        cwd: tiny.dir,
        source,
        evidence,
        options: { artifact: 'image', registry: `${host}/acme` },
      },
    );
  const [{ seconds: building }] = await run(['build']);
  await run(['test', 'sast', 'secrets', 'sbom', 'sign', 'provenance']);
  const [{ seconds: publishing }] = await run(['publish']);
  const { digest } = evidence.artifact();
  const image = `${host}/acme/tiny-service@${digest}`;
  const attached = await referrers(image);
  check('each statement is attached to the image', attached.length === 6);

  const cosign = await provideTool('cosign', {
    ...context,
    logFile: path.join(dir, 'cosign-build.log'),
  });
  const other = createKeyPair(path.join(dir, 'other'), 'evidence');
  const verifies = (key: string) =>
    succeeds(cosign, [
      ...['verify-attestation', '--key', key, '--insecure-ignore-tlog'],
      ...[
        '--allow-http-registry',
        '--type',
        'https://cyclonedx.org/bom',
        image,
      ],
    ]);
  const own = tiny.file('.companyos', 'local', 'keys', 'evidence.pub');
  check('cosign verifies the SBOM from the registry', verifies(own));
  check('cosign refuses another key', !verifies(other.publicKeyFile));

  await run(['publish']);
  const again = await referrers(image);
  check(
    'publishing again attaches nothing twice',
    again.join() === attached.join(),
  );
  const ratio = publishing / building;
  process.stdout.write(
    `image-publish-s ${publishing.toFixed(2)} ${building.toFixed(
      2,
    )} ${ratio.toFixed(2)} -\n`,
  );
}

async function withRegistry() {
  const { service, host } = await startRegistry();
  try {
    await main(host);
  } finally {
    await service.stop();
    fs.rmSync(dir, { recursive: true, force: true });
  }
}

withRegistry().catch(error => {
  process.stderr.write(`${error.stack}\n`);
  process.exitCode = 1;
});
