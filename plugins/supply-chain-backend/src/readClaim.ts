import { InputError } from '@backstage/errors';
import {
  parseStatement,
  predicateNameOf,
  type Statement,
} from '@companyos/evidence';
import { digestSchema } from '@companyos/plugin-supply-chain-common';
import { z } from 'zod/v4';

/** What a bundle says of itself, before anybody has proven anything. Good for a place to keep it, and nothing else. */
export type Claim = {
  /** Of the artifact. */
  digest: string;
  kind: string;
  predicateType?: string;
};

const bundleSchema = z.looseObject({
  dsseEnvelope: z.looseObject({ payload: z.string() }).nullish(),
  messageSignature: z
    .looseObject({
      messageDigest: z.looseObject({
        algorithm: z.string(),
        digest: z.string(),
      }),
    })
    .nullish(),
});

const ALGORITHMS = ['sha256', 'sha384', 'sha512'];

/**
 * Reads what a bundle is about.
 *
 * @throws InputError when it is about no artifact that one could name.
 */
export function readClaim(bundle: Buffer): Claim {
  const parsed = bundleSchema.safeParse(parseJson(bundle));
  if (!parsed.success) throw none('it has another shape');
  const { dsseEnvelope, messageSignature } = parsed.data;
  if (dsseEnvelope)
    return claimOf(readStatement(Buffer.from(dsseEnvelope.payload, 'base64')));
  if (!messageSignature)
    throw none('it has neither an envelope nor a signature');
  const { algorithm, digest } = messageSignature.messageDigest;
  return {
    kind: 'signature',
    digest: readDigest({
      // https://github.com/sigstore/protobuf-specs: SHA2_256 and so on
      [algorithm.toLowerCase().replace('sha2_', 'sha')]: Buffer.from(
        digest,
        'base64',
      ).toString('hex'),
    }),
  };
}

const configurationSchema = z.looseObject({
  configuration: z.array(z.looseObject({ name: z.string().optional() })),
});

/** With what a test or another check says that it was made; nothing proves it. */
export function readTools(bundle: Buffer): string[] {
  const predicate = readEnvelope(bundle)?.predicate;
  const { configuration = [] } =
    configurationSchema.safeParse(predicate).data ?? {};
  return configuration.flatMap(({ name }) => name ?? []);
}

/** What a statement calls its artifact; nothing proves it. */
export function readSubject(bundle: Buffer): string | undefined {
  return readEnvelope(bundle)?.subject[0].name;
}

function readEnvelope(bundle: Buffer): Statement | undefined {
  const { dsseEnvelope } = bundleSchema.parse(parseJson(bundle));
  return dsseEnvelope
    ? readStatement(Buffer.from(dsseEnvelope.payload, 'base64'))
    : undefined;
}

function parseJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (error) {
    throw none(`it is not JSON in UTF-8 (${(error as Error).message})`);
  }
}

function readStatement(payload: Buffer): Statement {
  try {
    return parseStatement(payload);
  } catch (error) {
    throw none((error as Error).message);
  }
}

function claimOf({ subject, predicateType }: Statement): Claim {
  return {
    kind: predicateNameOf(predicateType) ?? 'unknown',
    predicateType,
    digest: readDigest(subject[0].digest ?? {}),
  };
}

function readDigest(digests: Record<string, string>): string {
  for (const algorithm of ALGORITHMS) {
    const digest = `${algorithm}:${digests[algorithm]}`;
    if (digestSchema.safeParse(digest).success) return digest;
  }
  throw none(
    'it names no artifact by SHA-256, SHA-384 or SHA-512 in lower-case hexadecimal',
  );
}

function none(reason: string): InputError {
  return new InputError(`This is not a Sigstore bundle of evidence: ${reason}`);
}
