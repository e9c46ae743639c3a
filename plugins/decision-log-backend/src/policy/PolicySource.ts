import type { BackstageCredentials } from '@backstage/backend-plugin-api';
import {
  SourceError,
  type EntitySourceReader,
  type MirroredEntity,
  type SourceFile,
} from '@companyos/plugin-companyos-node';
import type {
  DecisionPolicy,
  PolicyCode,
} from '@companyos/plugin-decision-log-common';
import type { CommitOfImage } from './commitOfImage';
import { filesOf, readRego, recordsOf } from './rego';

/** Entities say here in which folders of their source their policies are, separated by commas. */
export const POLICY_SOURCE_ANNOTATION = 'companyos.dev/policy-source';

const DEFAULT_FOLDERS = 'policy, policies';
const SOURCE_LOCATION = 'backstage.io/source-location';

const COMMIT = /^[0-9a-f]{7,64}$/;
const DIGEST = /^sha256:[0-9a-f]{64}$/;

const LIMITS = {
  maxFiles: 500,
  maxTotalBytes: 2_097_152,
  maxFileBytes: 262_144,
  timeoutMs: 15_000,
};

/** A commit does not change, so what was read of it once stays true. */
const MAX_CACHED = 50;

/** Policies as they are in the source of an entity, at the commit that decided. */
export class PolicySource {
  readonly #reader: EntitySourceReader;
  readonly #commitOfImage: CommitOfImage;
  readonly #cache = new Map<string, SourceFile[]>();

  constructor(reader: EntitySourceReader, commitOfImage: CommitOfImage) {
    this.#reader = reader;
    this.#commitOfImage = commitOfImage;
  }

  /**
   * The files of the package that decided.
   *
   * @param decision.entity - undefined when the decision belongs to none
   */
  async policyOf(
    decision: {
      path: string | undefined;
      revision: string | undefined;
      entity: Pick<MirroredEntity, 'entityRef' | 'annotations'> | undefined;
    },
    credentials: BackstageCredentials,
  ): Promise<DecisionPolicy> {
    const { path, revision, entity } = decision;
    if (!path)
      return none('NO_PATH', 'It was an ad-hoc query, which is no policy');
    if (!entity) return none('NO_ENTITY', 'The decision belongs to no entity');
    if (!revision)
      return none(
        'NO_REVISION',
        'The OPA did not say which revision of the policies it had, or had several',
      );
    const { entityRef, annotations } = entity;
    const commit = DIGEST.test(revision)
      ? await this.#commitOfImage({ digest: revision, entityRef }, credentials)
      : revision;
    if (!commit)
      return none(
        'NO_PROVENANCE',
        `No verified provenance says from which commit the image ${revision} was built`,
      );
    if (!COMMIT.test(commit))
      return none(
        'NOT_A_COMMIT',
        `The revision '${revision}' is no commit, so it cannot be found in the source`,
      );
    try {
      const source = atCommit(this.#reader.urlOf(annotations), commit);
      if (!source)
        return none(
          'SOURCE',
          'The source of the entity is not on a Git host that has commits by their address',
        );
      const files = await this.#files(source, annotations);
      const rego = filesOf(
        path,
        files.flatMap(({ path: name, content }) => {
          const file = content && readRego(name, content.toString());
          return file ? [file] : [];
        }),
      );
      if (rego.length === 0)
        return none(
          'NO_SUCH_PACKAGE',
          `At this commit no policy of the entity is the package of '${path}'`,
        );
      return {
        state: 'found',
        commit,
        package: rego[0].package,
        files: rego.map(({ path: name, text }) => ({
          path: name,
          url: this.#reader.fileUrl(source, name),
          text,
        })),
        records: recordsOf(rego),
      };
    } catch (error) {
      if (error instanceof SourceError) return none('SOURCE', error.message);
      throw error;
    }
  }

  async #files(
    source: string,
    annotations: Record<string, string>,
  ): Promise<SourceFile[]> {
    const folders = annotations[POLICY_SOURCE_ANNOTATION] ?? DEFAULT_FOLDERS;
    const key = `${source} ${folders}`;
    const cached = this.#cache.get(key);
    if (cached) return cached;
    const reading = await this.#reader.read(
      { [SOURCE_LOCATION]: `url:${source}` },
      {
        ...LIMITS,
        folders: folders
          .split(',')
          .map(folder => folder.trim().replace(/^\/+|\/+$/g, ''))
          .filter(Boolean),
        extension: '.rego',
        signal: AbortSignal.timeout(LIMITS.timeoutMs),
      },
    );
    const files = reading.unchanged ? [] : reading.files;
    if (this.#cache.size >= MAX_CACHED) this.#cache.clear();
    this.#cache.set(key, files);
    return files;
  }
}

/**
 * The address of a folder as it was at a commit. GitHub, GitLab and the local Git host all write a branch as
 * `/tree/BRANCH/` or `/blob/BRANCH/`.
 */
export function atCommit(
  url: string | undefined,
  commit: string,
): string | undefined {
  const parts = /^(.*?\/)(?:tree|blob)\/[^/]+(\/.*)?$/.exec(url ?? '');
  return parts ? `${parts[1]}tree/${commit}${parts[2] ?? '/'}` : undefined;
}

function none(code: PolicyCode, reason: string): DecisionPolicy {
  return { state: 'none', code, reason };
}
