import { commitAuthor } from '@companyos/plugin-companyos-node';
import type { PublishRequest, TaskContext } from './Publisher';
import type { Commit } from './pushTree';

/** The first commit of a service: by whoever started the task, at a time that stays when the step runs again. */
export function commitOf(request: PublishRequest, ctx: TaskContext): Commit {
  const { name, receipt, committedAt } = request;
  const { entityRef, version } = receipt.template;
  return {
    message: [
      `Create ${name}`,
      `Rendered from ${entityRef} ${version}.`,
      `Scaffolder-Task: ${ctx.task.id}`,
    ].join('\n\n'),
    author: commitAuthor(ctx.user),
    date: committedAt,
  };
}
