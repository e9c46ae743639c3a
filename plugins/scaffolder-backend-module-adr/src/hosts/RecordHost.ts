import type { ActionContext } from '@backstage/plugin-scaffolder-node';
import type { JsonObject } from '@backstage/types';

/** What a host may know of the task that runs it. */
export type TaskContext = Omit<
  ActionContext<JsonObject>,
  'input' | 'output' | 'checkpoint'
>;

/** A repository that a record is proposed to, and how the portal gets in. */
export type RecordRepository = {
  /** For people, such as `acme/pay`. */
  name: string;
  cloneUrl: string;
  remote: { url: string; authorization: string };
  /** The branch that the record is for. */
  base: string;
  /** The entity's folder in the repository; empty for its top. */
  top: string;
};

/** A branch with a new record, in the repository. */
export type Proposal = {
  branch: string;
  commit: string;
  /** Of the record, from the repository's top. */
  path: string;
  title: string;
  /** What is left to a person, a sentence of Markdown each. */
  notes: string[];
  entityRef: string;
  /** Of the entity's folder. */
  sourceUrl: string;
};

/** Where people look at a proposal and take it. */
export type Change = { changeUrl: string; fileUrl: string; nextSteps: string };

/** A Git host that records can be proposed to. */
export interface RecordHost {
  /** Whether a source's URL is on it. */
  handles(sourceUrl: string): boolean;

  /**
   * Finds the repository of a source.
   *
   * @throws AdrError when there is none, or whoever started the task may not read it.
   */
  open(sourceUrl: string, ctx: TaskContext): Promise<RecordRepository>;

  /**
   * Asks people to look at a branch that was pushed. Asked again for the same branch, it says the same.
   *
   * @throws AdrError when the host refuses.
   */
  propose(
    repository: RecordRepository,
    proposal: Proposal,
    ctx: TaskContext,
  ): Promise<Change>;
}
