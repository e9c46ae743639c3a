import {
  AdrError,
  DEFAULT_ADR_PATH,
  planRecord,
  type NewRecordInput,
  type RecordPlan,
} from '@companyos/plugin-adr-common';
import type { RecordClone } from './RecordClone';

const MAX_ATTEMPTS = 10;

/** What a task keeps of an attempt, so that it ends in the same commit when it runs again. */
export type Draft = { base: string; plan: RecordPlan };

/** A plan whose branch is in the repository. */
export type Proposed = { branch: string; commit: string; plan: RecordPlan };

/**
 * Puts a new record on a branch of its own. The branch is named by the record's number, and Git lets only one push make
 * it: so the branch reserves the number. Who comes second takes the next one.
 *
 * @param options.keep - keeps the result under the key, and gives the kept one when it is asked again
 * @throws AdrError `ADR_NUMBER_TAKEN` when others are faster every time, and what planning and pushing throw.
 */
export async function proposeRecord(options: {
  clone: RecordClone;
  folder: string;
  input: NewRecordInput;
  taskId: string;
  keep: (key: string, make: () => Promise<Draft>) => Promise<Draft>;
  signal?: AbortSignal;
}): Promise<Proposed> {
  const { clone, folder, input, taskId, keep, signal } = options;
  const prefix = branchPrefix(clone.inTop(folder));
  for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt++) {
    signal?.throwIfAborted();
    const { base, plan } = await keep(`draft-${attempt}`, async () => {
      const seen = await clone.look(prefix);
      await clone.fetch(seen.base);
      const source = clone.source(seen.base);
      const taken = seen.branches.flatMap(name => numberOf(name, prefix) ?? []);
      return {
        base: seen.base,
        plan: await planRecord({ source, folder, input, taken }),
      };
    });
    await clone.fetch(base);
    const commit = await clone.commit({
      base,
      files: plan.files,
      message: [
        `Propose ${plan.label}: ${plan.title}`,
        `Scaffolder-Task: ${taskId}`,
      ].join('\n\n'),
    });
    const branch = `${prefix}${plan.number}`;
    if (await clone.push(commit, branch)) return { branch, commit, plan };
  }
  throw new AdrError(
    'ADR_NUMBER_TAKEN',
    `Others took each of ${MAX_ATTEMPTS} numbers first; try again`,
  );
}

/** `adr/5` is record 5 of the default folder; records of other folders of a repository are counted apart. */
function branchPrefix(folder: string): string {
  if (folder === DEFAULT_ADR_PATH) return 'adr/';
  return `adr/${folder.replace(/[^A-Za-z0-9]+/g, '-').replace(/^-|-$/g, '')}/`;
}

function numberOf(branch: string, prefix: string): number | undefined {
  const rest = branch.slice(prefix.length);
  return /^\d{1,6}$/.test(rest) ? Number(rest) : undefined;
}
