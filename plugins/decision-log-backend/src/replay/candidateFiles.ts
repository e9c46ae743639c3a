import { InputError } from '@backstage/errors';
import {
  SourceError,
  type EntitySourceReader,
} from '@companyos/plugin-companyos-node';
import type { ReplayCandidate } from '@companyos/plugin-decision-log-common';
import { atCommit } from '../policy/PolicySource';
import { isPolicyFile, type PolicyFile } from '@companyos/policy-replay';

const LIMITS = {
  extension: '',
  maxFiles: 1000,
  maxTotalBytes: 8_388_608,
  maxFileBytes: 1_048_576,
  timeoutMs: 15_000,
};

/**
 * The files of a candidate: those of the entity's source at a revision, and in their place or beside them what was pasted.
 *
 * @throws InputError that says why the source has no such policy.
 */
export async function candidateFiles(
  candidate: ReplayCandidate,
  source: { reader: EntitySourceReader; annotations: Record<string, string> },
): Promise<PolicyFile[]> {
  const pasted = (candidate.files ?? []).map(({ path, content }) => ({
    path,
    content: Buffer.from(content),
  }));
  if (!('ref' in candidate)) return pasted;
  const paths = new Set(pasted.map(({ path }) => path));
  const inGit = await filesInGit(candidate, source);
  return [...inGit.filter(({ path }) => !paths.has(path)), ...pasted];
}

async function filesInGit(
  { ref, folder }: { ref: string; folder: string },
  source: { reader: EntitySourceReader; annotations: Record<string, string> },
): Promise<PolicyFile[]> {
  const url = atCommit(urlOf(source), ref);
  if (!url)
    throw new InputError(
      'The source of the entity is not on a Git host that has revisions by their address; paste the policy instead',
    );
  const reading = await source.reader
    .read(
      { 'backstage.io/source-location': `url:${url}` },
      {
        ...LIMITS,
        folders: [folder],
        signal: AbortSignal.timeout(LIMITS.timeoutMs),
      },
    )
    .catch(refuse);
  const files = reading.unchanged ? [] : reading.files;
  const policy = files.filter(({ path }) => isPolicyFile(path));
  const tooLarge = policy.find(({ content }) => !content);
  if (tooLarge)
    throw new InputError(
      `'${tooLarge.path}' has more than ${LIMITS.maxFileBytes} bytes`,
    );
  if (policy.length === 0)
    throw new InputError(
      `The source has no policy in '${folder}' at '${ref}'; name another folder`,
    );
  return policy.map(({ path, content }) => ({
    path: path.slice(folder.length + 1),
    content: content!,
  }));
}

function urlOf(source: {
  reader: EntitySourceReader;
  annotations: Record<string, string>;
}): string | undefined {
  try {
    return source.reader.urlOf(source.annotations);
  } catch (error) {
    return refuse(error);
  }
}

function refuse(error: unknown): never {
  if (error instanceof SourceError) throw new InputError(error.message);
  throw error;
}
