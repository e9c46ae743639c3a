import fs from 'node:fs';
import path from 'node:path';
import {
  createKeyPair,
  createStatement,
  digestOf,
  keySigner,
  PREDICATE_TYPES,
  readSigningKey,
  signArtifact,
  signStatement,
  type EvidenceSigner,
  type Predicate,
  type PredicateName,
  type SigningKey,
} from '@companyos/evidence';
import { findCheckout } from '../checkout';
import type { CommandContext, CommandResult } from '../command';
import { UsageError } from '../errors';
import { asCliError, readJson, readNamed } from './evidenceFiles';

export type EvidenceSignOptions = {
  digest?: string;
  type?: string;
  predicate?: string;
  key?: string;
  out?: string;
};

/** Signs an artifact, or a statement about it, and writes the bundle. */
export async function evidenceSign(
  input: { options: EvidenceSignOptions; arguments: string[] },
  context: CommandContext,
): Promise<CommandResult> {
  const { options } = input;
  const [artifact] = input.arguments;
  if (!options.out)
    throw new UsageError(
      'Say where the bundle goes: --out evidence/sbom.sigstore.json',
    );
  try {
    const key = signingKey(options, context);
    const bundle = await sign(artifact, options, keySigner(key), context);
    const target = path.resolve(context.cwd, options.out);
    fs.mkdirSync(path.dirname(target), { recursive: true });
    fs.writeFileSync(target, bundle);
    return {
      json: { bundle: target, digest: digestOf(bundle), key: key.hint },
      text: `${options.out}: signed with the key ${key.hint}.`,
    };
  } catch (error) {
    throw asCliError(error);
  }
}

function sign(
  artifact: string | undefined,
  { type, predicate, digest }: EvidenceSignOptions,
  signer: EvidenceSigner,
  context: CommandContext,
): Promise<Buffer> {
  if ((artifact === undefined) === (digest === undefined))
    throw new UsageError(
      'Say what is signed: an ARTIFACT, or its digest by --digest sha256:….',
    );
  if ((type === undefined) !== (predicate === undefined))
    throw new UsageError('A statement needs both --type and --predicate.');
  if (type === undefined || predicate === undefined) {
    if (artifact === undefined)
      throw new UsageError(
        'The signature of an artifact covers its bytes: give the ARTIFACT, or sign a statement about its digest with --type and --predicate.',
      );
    return signArtifact(readNamed(artifact, context), signer);
  }
  const kind = kindOf(type);
  const statement = createStatement(kind, {
    subject: {
      digest: digest ?? digestOf(readNamed(artifact ?? '', context)),
      ...(artifact ? { name: path.basename(artifact) } : {}),
    },
    // held against the schema of its kind there
    predicate: readJson(predicate, context) as Predicate<PredicateName>,
  });
  return signStatement(statement, signer);
}

function kindOf(type: string): PredicateName {
  if (Object.hasOwn(PREDICATE_TYPES, type)) return type as PredicateName;
  throw new UsageError(
    `There is no kind of statement '${type}'. Kinds: ${Object.keys(
      PREDICATE_TYPES,
    ).join(', ')}.`,
  );
}

function signingKey(
  { key }: EvidenceSignOptions,
  context: CommandContext,
): SigningKey {
  if (key !== undefined)
    return readSigningKey(readNamed(key, context).toString('utf8'));
  const checkout = findCheckout(context.cwd, context.env);
  return createKeyPair(checkout.state('keys'), 'evidence');
}
