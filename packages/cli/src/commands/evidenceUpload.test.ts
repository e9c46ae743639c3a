import fs from 'node:fs';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { runCommandLine, useTemporaryFolder } from '../testing';
import { defineCommand } from '../command';
import { evidenceUpload } from './evidenceUpload';
import { commands } from '.';

const folder = useTemporaryFolder();

// Jest has no import() in the code that it runs, by which commands load themselves.
const loaded = commands
  .filter(({ path }) => path.join(' ') === 'evidence upload')
  .map(command =>
    defineCommand({ ...command, load: async () => evidenceUpload }),
  );

type Answer = { status: number; body: unknown };
type Seen = { url: string; authorization?: string; body: string };

let server: Server;
let base: string;
let seen: Seen[];
let answer: (request: Seen) => Answer;

async function read(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request) text += chunk;
  return text;
}

beforeEach(async () => {
  seen = [];
  server = createServer(async (request, response) => {
    const { url = '', headers } = request;
    const { authorization } = headers;
    const one = { url, authorization, body: await read(request) };
    seen.push(one);
    const { status, body } = answer(one);
    response.writeHead(status, { 'Content-Type': 'application/json' });
    response.end(JSON.stringify(body));
  });
  await new Promise<void>(resolve => {
    server.listen(0, '127.0.0.1', resolve);
  });
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  fs.mkdirSync(folder.path('evidence'));
  write('sbom.sigstore.json', '{ "sbom": 1 }\n');
  write('signature.sigstore.json', '{ "signature": 1 }');
  write('artifact.json', '{}');
});
afterEach(
  () =>
    new Promise(resolve => {
      server.close(resolve);
    }),
);

function write(name: string, text: string) {
  fs.writeFileSync(folder.path('evidence', name), text);
}

function kept(
  { body }: Seen,
  verdicts: Record<string, [string, string]> = {},
): Answer {
  const kind = body.includes('signature') ? 'signature' : 'cyclonedx';
  const [outcome, code] = verdicts[kind] ?? ['verified', 'EVIDENCE_VERIFIED'];
  const item = {
    id: '5f6d3b0e-54a5-4c0b-9a9e-0a8a2f0f3c11',
    entityRef: 'component:default/pay',
    digest: `sha256:${'a'.repeat(64)}`,
    kind,
    outcome,
    code,
    reason: 'Because.',
    checks: [],
    verifiedAt: '2026-11-01T10:00:00.000Z',
    uploadedAt: '2026-11-01T10:00:00.000Z',
    uploadedBy: 'external:ci',
    bundleDigest: 'sha256:0',
    size: 1,
    created: true,
  };
  return { status: 201, body: { items: [item] } };
}

const failure = (statusCode: number, message: string): Answer => ({
  status: statusCode,
  body: { error: { name: 'Error', message }, response: { statusCode } },
});

function upload(env: NodeJS.ProcessEnv = { COMPANYOS_TOKEN: 'cos_1' }) {
  const line = ['evidence', 'upload', 'evidence', '--portal', base, '--json'];
  return runCommandLine(
    [...line, '--entity', 'component:default/pay'],
    loaded,
    {
      cwd: folder.path(),
      env: { XDG_CONFIG_HOME: folder.path('config'), ...env },
    },
  );
}

it('sends each bundle as it is, and says what the portal makes of it', async () => {
  answer = kept;
  const { code, stdout } = await upload();
  expect(code).toBe(0);
  expect(seen).toEqual([
    {
      url: '/api/supply-chain/v1/attestations?entityRef=component%3Adefault%2Fpay',
      authorization: 'Bearer cos_1',
      body: '{ "sbom": 1 }\n',
    },
    expect.objectContaining({ body: '{ "signature": 1 }' }),
  ]);
  expect(JSON.parse(stdout).bundles).toMatchObject([
    {
      file: 'evidence/sbom.sigstore.json',
      attestation: { outcome: 'verified' },
    },
    { file: 'evidence/signature.sigstore.json' },
  ]);
});

it.each([
  [1, ['failed', 'EVIDENCE_KEY_UNTRUSTED']],
  [5, ['unverifiable', 'EVIDENCE_TRUST_MISSING']],
])('ends with %i when a bundle is %j', async (expected, verdict) => {
  answer = request => kept(request, { cyclonedx: verdict as [string, string] });
  expect((await upload()).code).toBe(expected);
});

it('tries again when the portal is away for a moment', async () => {
  answer = request =>
    seen.length === 1 ? failure(503, 'The database is away') : kept(request);
  const { code } = await upload();
  expect(code).toBe(0);
  expect(seen).toHaveLength(3);
  expect(seen[1]).toEqual(seen[0]);
});

it.each([
  [400, 1],
  [401, 4],
  [403, 4],
  [413, 1],
])('does not try again at %i, and ends with %i', async (status, expected) => {
  answer = () => failure(status, 'No, and why.');
  const { code, stderr } = await upload();
  expect(code).toBe(expected);
  expect(stderr).toBe(
    `evidence/sbom.sigstore.json: the portal answered ${status}: No, and why.\n`,
  );
  expect(seen).toHaveLength(1);
});

describe('in a job of GitHub', () => {
  const job = () => ({
    ACTIONS_ID_TOKEN_REQUEST_URL: `${base}/token?api-version=2`,
    ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'job',
  });

  it('asks for a new token for each upload', async () => {
    let tokens = 0;
    answer = request => {
      if (!request.url.startsWith('/token')) return kept(request);
      tokens += 1;
      return { status: 200, body: { value: `token-${tokens}` } };
    };
    expect((await upload(job())).code).toBe(0);
    const audience = encodeURIComponent(base);
    expect(
      seen.map(({ url, authorization }) => [url.slice(0, 100), authorization]),
    ).toEqual([
      [`/token?api-version=2&audience=${audience}`, 'Bearer job'],
      [expect.stringContaining('/v1/attestations'), 'Bearer token-1'],
      [`/token?api-version=2&audience=${audience}`, 'Bearer job'],
      [expect.stringContaining('/v1/attestations'), 'Bearer token-2'],
    ]);
  });

  it('says what the workflow lacks', async () => {
    answer = () => failure(403, 'no');
    const { code, stderr } = await upload(job());
    expect(code).toBe(4);
    expect(stderr).toMatch(/permissions: id-token: write/);
  });

  it('takes a token that was given instead', async () => {
    answer = kept;
    await upload({ ...job(), COMPANYOS_TOKEN: 'cos_1' });
    expect(seen[0].authorization).toBe('Bearer cos_1');
  });
});

it.each([
  ['evidence upload evidence', 'Say whose evidence it is'],
  ['evidence upload evidence --entity pay', 'Say whose evidence it is'],
  ['evidence upload gone --entity a:b/c', "'gone' is not a folder"],
  ['evidence upload config --entity a:b/c', "'config' has no bundle"],
])('ends with 2 at: %s', async (line, message) => {
  fs.mkdirSync(folder.path('config'));
  const { code, stderr } = await runCommandLine(line.split(' '), loaded, {
    cwd: folder.path(),
    env: {},
  });
  expect([code, stderr]).toEqual([2, expect.stringContaining(message)]);
});
