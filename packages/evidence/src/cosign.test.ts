import { execFile } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import {
  bundlePath,
  createKeyPair,
  createStatement,
  digestOf,
  keySigner,
  parseTrustPolicy,
  PREDICATE_TYPES,
  signArtifact,
  signStatement,
  verifyBundle,
} from '.';
import {
  artifact,
  bom,
  newKey,
  oidcToken,
  otherArtifact,
  sbomStatement,
  startMockSigstore,
  useTemporaryFolder,
  workflowClaims,
} from './__testUtils__';

// The suites of `companyos test` set it. There is no way around the program: without it these tests fail.
const program = process.env.COSIGN_BIN ?? 'cosign';

const dir = useTemporaryFolder();

jest.setTimeout(60_000);

function write(name: string, content: string | Buffer): string {
  const file = dir.path(name);
  fs.writeFileSync(file, content);
  return file;
}

/** Runs cosign, without the network: what it would fetch has to come as a file. */
async function cosign(...args: string[]): Promise<string> {
  const { stdout, stderr } = await promisify(execFile)(program, args, {
    cwd: dir.path(),
    env: {
      PATH: process.env.PATH,
      HOME: dir.path(),
      COSIGN_PASSWORD: '',
      HTTPS_PROXY: 'http://127.0.0.1:1',
    },
  });
  return stdout + stderr;
}

describe('what we sign with a key', () => {
  async function ours() {
    const key = createKeyPair(dir.path('keys'), 'evidence');
    const blob = write('artifact.tgz', artifact);
    const other = write('other.tgz', otherArtifact);
    const signature = write(
      'signature.sigstore.json',
      await signArtifact(artifact, keySigner(key)),
    );
    const sbom = write(
      'sbom.sigstore.json',
      await signStatement(sbomStatement(), keySigner(key)),
    );
    return { key: key.publicKeyFile, blob, other, signature, sbom };
  }

  it('cosign verify-blob accepts', async () => {
    const { key, blob, other, signature } = await ours();
    const args = ['verify-blob', '--key', key, '--insecure-ignore-tlog'];
    const verified = cosign(...args, '--bundle', signature, blob);
    await expect(verified).resolves.toContain('Verified OK');
    await expect(
      cosign(...args, '--bundle', signature, other),
    ).rejects.toThrow();
  });

  it('cosign verify-blob-attestation accepts', async () => {
    const { key, blob, other, sbom } = await ours();
    const args = [
      'verify-blob-attestation',
      '--key',
      key,
      '--insecure-ignore-tlog',
      '--type',
      'https://cyclonedx.org/bom',
    ];
    const verified = cosign(...args, '--bundle', sbom, blob);
    await expect(verified).resolves.toContain('Verified OK');
    await expect(cosign(...args, '--bundle', sbom, other)).rejects.toThrow();
    const type = args.map(arg =>
      arg.startsWith('https') ? PREDICATE_TYPES.spdx2.uri : arg,
    );
    await expect(cosign(...type, '--bundle', sbom, blob)).rejects.toThrow();
  });

  it('cosign refuses under another key', async () => {
    const { blob, sbom } = await ours();
    const key = write('other.pub', newKey().publicKey);
    const args = ['verify-blob-attestation', '--insecure-ignore-tlog'];
    await expect(
      cosign(...args, '--key', key, '--bundle', sbom, blob),
    ).rejects.toThrow();
  });
});

describe('what cosign signs with a key', () => {
  async function theirs() {
    await cosign('generate-key-pair');
    const blob = write('artifact.tgz', artifact);
    // no log: what the public one is given cannot be taken back
    const config = write(
      'signing-config.json',
      JSON.stringify({
        mediaType: 'application/vnd.dev.sigstore.signingconfig.v0.2+json',
      }),
    );
    const options = [
      '--yes',
      '--key',
      'cosign.key',
      '--signing-config',
      config,
    ];
    await cosign('sign-blob', ...options, '--bundle', 'signature.json', blob);
    await cosign(
      'attest-blob',
      ...options,
      '--predicate',
      write('bom.json', JSON.stringify(bom())),
      '--type',
      'cyclonedx',
      '--bundle',
      'sbom.json',
      blob,
    );
    return {
      signature: fs.readFileSync(dir.path('signature.json')),
      sbom: fs.readFileSync(dir.path('sbom.json')),
      policy: parseTrustPolicy({
        keys: [
          {
            name: 'cosign',
            publicKey: fs.readFileSync(dir.path('cosign.pub'), 'utf8'),
            purpose: 'production',
          },
        ],
      }),
    };
  }

  it('is verified here, and refused for another artifact', async () => {
    const { signature, sbom, policy } = await theirs();
    const codes = [artifact, otherArtifact].flatMap(one => [
      verifyBundle(signature, { policy, artifact: one }).code,
      verifyBundle(sbom, {
        policy,
        artifact: digestOf(one),
        predicateType: PREDICATE_TYPES.cyclonedx.uri,
      }).code,
    ]);
    expect(codes).toEqual([
      'EVIDENCE_VERIFIED',
      'EVIDENCE_VERIFIED',
      'EVIDENCE_SUBJECT_MISMATCH',
      'EVIDENCE_SUBJECT_MISMATCH',
    ]);
  });
});

describe('without a key of one’s own', () => {
  const identity = { issuer: workflowClaims.iss, subject: workflowClaims.sub };

  it('cosign accepts what we sign, under the root of a private Sigstore', async () => {
    const sigstore = await startMockSigstore();
    try {
      const root = write('root.json', JSON.stringify(sigstore.trustedRoot));
      const blob = write('artifact.tgz', artifact);
      const sbom = write(
        'sbom.json',
        await signStatement(
          createStatement('testResult', {
            subject: { digest: digestOf(artifact) },
            predicate: { result: 'PASSED', configuration: [] },
          }),
          sigstore.signer(),
        ),
      );
      const args = (subject: string) => [
        'verify-blob-attestation',
        '--trusted-root',
        root,
        '--certificate-identity',
        subject,
        '--certificate-oidc-issuer',
        identity.issuer,
        '--type',
        PREDICATE_TYPES.testResult.uri,
        '--bundle',
        sbom,
        blob,
      ];
      await expect(cosign(...args(identity.subject))).resolves.toContain(
        'Verified OK',
      );
      await expect(cosign(...args('https://example.com'))).rejects.toThrow();
    } finally {
      await sigstore.stop();
    }
  });

  it('we accept what cosign signs', async () => {
    const sigstore = await startMockSigstore();
    try {
      const root = write('root.json', JSON.stringify(sigstore.trustedRoot));
      const service = {
        url: sigstore.url,
        majorApiVersion: 1,
        validFor: { start: '2020-01-01T00:00:00Z' },
        operator: 'test',
      };
      const config = write(
        'signing-config.json',
        JSON.stringify({
          mediaType: 'application/vnd.dev.sigstore.signingconfig.v0.2+json',
          caUrls: [service],
          rekorTlogUrls: [service],
          rekorTlogConfig: { selector: 'ANY' },
        }),
      );
      await cosign(
        'attest-blob',
        '--yes',
        '--identity-token',
        write('token', oidcToken()),
        '--signing-config',
        config,
        '--trusted-root',
        root,
        '--predicate',
        write('bom.json', JSON.stringify(bom())),
        '--type',
        'cyclonedx',
        '--bundle',
        'sbom.json',
        write('artifact.tgz', artifact),
      );
      const verdict = verifyBundle(fs.readFileSync(dir.path('sbom.json')), {
        policy: parseTrustPolicy({
          sigstore: [
            {
              name: 'company',
              trustedRoot: sigstore.trustedRoot,
              identities: [{ ...identity, repositoryId: '4711' }],
            },
          ],
        }),
        artifact: digestOf(artifact),
      });
      expect(verdict).toMatchObject({ code: 'EVIDENCE_VERIFIED' });
    } finally {
      await sigstore.stop();
    }
  });
});

describe('the commands of docs/compliance/evidence.md', () => {
  const page = fs.readFileSync(
    path.join(__dirname, '../../../docs/compliance/evidence.md'),
    'utf8',
  );

  /** Runs a marked block as it stands there, in the folder that it speaks of. */
  async function run(mark: string) {
    const block = new RegExp(
      `<!-- cosign: ${mark} -->\n+\`\`\`sh\n([^\`]+)\`\`\``,
    ).exec(page);
    const bin = dir.path('bin');
    fs.mkdirSync(bin);
    fs.writeFileSync(`${bin}/cosign`, `#!/bin/sh\nexec '${program}' "$@"\n`, {
      mode: 0o755,
    });
    const { stdout, stderr } = await promisify(execFile)(
      'sh',
      ['-euc', block?.[1] ?? 'exit 1'],
      {
        cwd: dir.path(),
        env: { PATH: `${bin}:${process.env.PATH}`, HOME: dir.path() },
      },
    );
    return (stdout + stderr).match(/Verified OK/g)?.length;
  }

  function writeFiles(bundles: Record<string, Buffer>) {
    write('app.tgz', artifact);
    for (const [name, bundle] of Object.entries(bundles))
      fs.writeFileSync(dir.path(name), bundle);
  }

  it('verify what was signed with a key', async () => {
    const key = createKeyPair(dir.path(), 'evidence');
    fs.mkdirSync(dir.path('evidence'));
    writeFiles({
      [bundlePath('signature')]: await signArtifact(artifact, keySigner(key)),
      [bundlePath('sbom')]: await signStatement(
        sbomStatement(),
        keySigner(key),
      ),
    });
    expect(await run('key')).toBe(2);
  });

  it('verify what was signed without', async () => {
    const sigstore = await startMockSigstore();
    try {
      fs.mkdirSync(dir.path('evidence'));
      write('trusted_root.json', JSON.stringify(sigstore.trustedRoot));
      writeFiles({
        [bundlePath('sbom')]: await signStatement(
          sbomStatement(),
          sigstore.signer(),
        ),
      });
    } finally {
      await sigstore.stop();
    }
    expect(await run('keyless')).toBe(1);
  });
});
