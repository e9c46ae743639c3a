import type { PublishRequest, TaskContext } from './Publisher';
import type { Commit } from './pushTree';

/** The first commit of a service: by whoever started the task, at a time that stays when the step runs again. */
export function commitOf(request: PublishRequest, ctx: TaskContext): Commit {
  const { name, receipt, committedAt } = request;
  const { entityRef, version } = receipt.template;
  const profile = ctx.user?.entity?.spec.profile;
  const ref = ctx.user?.ref ?? 'user:default/portal';
  return {
    message: [
      `Create ${name}`,
      `Rendered from ${entityRef} ${version}.`,
      `Scaffolder-Task: ${ctx.task.id}`,
    ].join('\n\n'),
    author: {
      name: oneLine(profile?.displayName) ?? ref,
      // Git wants an address; a person without one gets an address that leads nowhere.
      email:
        oneLine(profile?.email) ??
        `${ref.replace(/[^A-Za-z0-9._-]+/g, '.')}@users.invalid`,
    },
    date: committedAt,
  };
}

function oneLine(text: string | undefined): string | undefined {
  const clean = text?.replace(/[<>\p{Cc}]+/gu, ' ').trim();
  return clean || undefined;
}
