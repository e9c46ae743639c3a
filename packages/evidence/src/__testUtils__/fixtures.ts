import { generateKeyPairSync } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { readSigningKey, type SigningKey } from '../bundle';
import { createStatement, digestOf } from '../statement';

/** An artifact to make statements about. */
export const artifact = Buffer.from('the artifact of customer-records 1.4.2');

/** Another one. */
export const otherArtifact = Buffer.from('the artifact of something else');

/** A key of nobody. */
export function newKey(): SigningKey {
  return readSigningKey(
    newKeyPair().privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  );
}

/** A key pair of nobody, as Node has it. */
export function newKeyPair() {
  return generateKeyPairSync('ec', { namedCurve: 'P-256' });
}

/** A bill of materials of some size. */
export function bom(components = 2) {
  return {
    bomFormat: 'CycloneDX' as const,
    specVersion: '1.6',
    serialNumber: 'urn:uuid:3e671687-395b-41f5-a30f-a58921a69b79',
    version: 1,
    components: Array.from({ length: components }, (_, index) => ({
      type: 'library',
      name: `package-${index}`,
      version: `1.${index}.0`,
      purl: `pkg:npm/package-${index}@1.${index}.0`,
      'bom-ref': `package-${index}@1.${index}.0`,
      licenses: [{ license: { id: 'MIT' } }],
      hashes: [{ alg: 'SHA-512', content: 'ab'.repeat(64) }],
    })),
    dependencies: Array.from({ length: components }, (_, index) => ({
      ref: `package-${index}@1.${index}.0`,
      dependsOn: index > 0 ? [`package-${index - 1}@1.${index - 1}.0`] : [],
    })),
  };
}

/** The SBOM of the artifact, as a statement. */
export function sbomStatement(components?: number) {
  return createStatement('cyclonedx', {
    subject: { name: 'customer-records', digest: digestOf(artifact) },
    predicate: bom(components),
  });
}

/** A folder for each test of a file, removed afterwards. */
export function useTemporaryFolder(): { path(...parts: string[]): string } {
  let dir = '';
  beforeEach(() => {
    dir = fs.mkdtempSync(path.join(os.tmpdir(), 'companyos-evidence-'));
  });
  afterEach(() => fs.rmSync(dir, { recursive: true, force: true }));
  return { path: (...parts) => path.join(dir, ...parts) };
}

/** A bundle with something changed in its JSON. */
export function edit(bundle: Buffer, change: (json: any) => void): Buffer {
  const json = JSON.parse(bundle.toString());
  change(json);
  return Buffer.from(JSON.stringify(json));
}

/** Copies of a bundle of which each has one byte changed, `step` bytes apart. */
export function* withOneByteChanged(bundle: Buffer, step: number) {
  for (let index = 0; index < bundle.length; index += step) {
    const copy = Buffer.from(bundle);
    copy[index] ^= 1 << index % 7;
    yield copy;
  }
}
