import path from 'node:path';
import {
  createStatement,
  digestOf,
  PREDICATE_TYPES,
  signArtifact,
  signStatement,
  type EvidenceSigner,
  type Predicate,
  type PredicateName,
} from '@companyos/evidence';
import type { CommandContext, CommandResult } from '../command';
import { UsageError } from '../errors';
import { chooseSigner } from '../signing';
import {
  asCliError,
  readJson,
  readNamed,
  writeNamed,
} from '../evidence/evidenceFiles';

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
    const { cwd, env } = context;
    const signer = chooseSigner({ key: options.key, cwd, env });
    const bundle = await sign(artifact, options, signer.by, context);
    const target = writeNamed(options.out, bundle, context);
    return {
      json: {
        bundle: target,
        digest: digestOf(bundle),
        key: signer.key?.hint,
      },
      text: `${options.out}: signed by ${signer.name}.`,
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
