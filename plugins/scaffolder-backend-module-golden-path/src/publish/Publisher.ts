import type { ActionContext } from '@backstage/plugin-scaffolder-node';
import type { JsonObject } from '@backstage/types';
import type { Receipt } from '@companyos/golden-path';

/** What a publisher may know of the task that runs it. */
export type TaskContext = Omit<
  ActionContext<JsonObject>,
  'input' | 'output' | 'checkpoint'
>;

/** What is to be published. */
export type PublishRequest = {
  name: string;
  description: string;
  /** Entity ref of the group that owns it. */
  owner: string;
  receipt: Receipt;
  /** When the first commit is made, ISO 8601; the same when the step runs again. */
  committedAt: string;
};

/** Where it went. */
export type Published = {
  /** The page that shows the repository. */
  repoUrl: string;
  cloneUrl: string;
  catalogInfoUrl: string;
  commit: string;
};

/** A place for new repositories. */
export interface Publisher {
  /**
   * Makes the repository of a task and pushes its workspace. Run again for the same task, it goes on where it was
   * interrupted and ends in the same. When it fails, the repository that it made is gone again.
   *
   * @throws GoldenPathError `GOLDEN_PATH_NAME_TAKEN`, `GOLDEN_PATH_PUSH_REFUSED`, `GOLDEN_PATH_DISK_FULL`
   */
  publish(request: PublishRequest, ctx: TaskContext): Promise<Published>;

  /**
   * Removes the repository that a catalog file lies in, if this task made it, and leaves it alone otherwise.
   *
   * @returns one sentence for people about what was done, or undefined when there was nothing to do.
   */
  withdraw(
    catalogInfoUrl: string,
    ctx: TaskContext,
  ): Promise<string | undefined>;
}
