import type {
  BackstageCredentials,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import {
  AdrError,
  ADR_PATH_ANNOTATION,
  DEFAULT_ADR_PATH,
  parseNewRecord,
  recordCreatePermission,
  toAdrFolder,
} from '@companyos/plugin-adr-common';
import { entityRefSchema } from '@companyos/plugin-companyos-common';
import {
  authorize,
  commitAuthor,
  SourceError,
  type EntitySourceReader,
} from '@companyos/plugin-companyos-node';
import type { RecordHost } from '../hosts/RecordHost';
import { proposeRecord } from '../proposeRecord';
import { RecordClone } from '../RecordClone';

/**
 * `companyos:adr:new`: a new decision record, as a change in the entity's repository.
 *
 * Safe to run again: the time of the commit and the plan are kept, so the branch is found by its commit. When it fails for
 * good, the branch that this task made is removed.
 */
export function createNewRecordAction(options: {
  catalog: CatalogService;
  hosts: RecordHost[];
  permissions: PermissionsService;
  sources: Pick<EntitySourceReader, 'urlOf'>;
}) {
  const { catalog, hosts, permissions, sources } = options;
  return createTemplateAction({
    id: 'companyos:adr:new',
    description:
      "Drafts the entity's next decision record and proposes it in the entity's repository: as a pull request on GitHub, as a branch on the local Git host.",
    examples: [
      {
        description: 'Propose what was entered',
        example: [
          'steps:',
          '  - id: record',
          '    action: companyos:adr:new',
          '    input:',
          '      entityRef: ${{ parameters.entity }}',
          '      title: ${{ parameters.title }}',
        ].join('\n'),
      },
    ],
    schema: {
      input: {
        entityRef: z =>
          z.string().describe('Reference of the entity that it is about'),
        title: z => z.string().describe('What is decided, in a few words'),
        status: z =>
          z.string().describe('proposed, accepted or rejected').optional(),
        deciders: z => z.array(z.string()).describe('Who decides').optional(),
        supersedes: z =>
          z
            .string()
            .describe('Number or file of the record that no longer holds')
            .optional(),
        signOffs: z =>
          z
            .array(
              z.object({
                group: z.string().describe('Reference of the group'),
                minimum: z
                  .number()
                  .describe('How many of its people, at least')
                  .default(1),
              }),
            )
            .describe('Whose sign-off it needs')
            .optional(),
      },
      output: {
        entityRef: z => z.string().describe('The entity'),
        number: z => z.number().describe('Number of the record'),
        title: z => z.string().describe('Its number and title'),
        path: z => z.string().describe('Its file in the repository'),
        branch: z => z.string().describe('The branch that it is on'),
        commit: z => z.string().describe('Id of the commit'),
        changeUrl: z => z.string().describe('The pull request or branch'),
        fileUrl: z => z.string().describe('The page that shows the file'),
        nextSteps: z => z.string().describe('What is left to do, Markdown'),
      },
    },
    async handler(ctx) {
      const { entityRef, supersedes, ...entered } = ctx.input;
      const credentials = await ctx.getInitiatorCredentials();
      await authorize(permissions, credentials, recordCreatePermission);
      const committedAt = await ctx.checkpoint({
        key: 'commit-time',
        fn: async () => new Date().toISOString(),
      });
      const input = parseNewRecord({
        ...entered,
        // A form that was left empty says so with an empty text.
        ...(supersedes && { supersedes }),
        date: committedAt.slice(0, 'YYYY-MM-DD'.length),
      });
      const annotations = await annotationsOf(entityRef, credentials);
      const adrPath = annotations[ADR_PATH_ANNOTATION] ?? DEFAULT_ADR_PATH;
      const folder = toAdrFolder(adrPath);
      if (folder === undefined) {
        throw new AdrError(
          'ADR_SOURCE_UNSUPPORTED',
          `The annotation '${ADR_PATH_ANNOTATION}' of ${entityRef} is '${adrPath}', which is no folder of its source`,
        );
      }
      const { sourceUrl, host } = hostOf(entityRef, annotations);
      const repository = await host.open(sourceUrl, ctx);
      const clone = await RecordClone.open(repository, {
        dir: ctx.workspacePath,
        author: commitAuthor(ctx.user),
        date: committedAt,
        signal: ctx.signal,
      });
      try {
        const { branch, commit, plan } = await proposeRecord({
          clone,
          folder,
          input,
          taskId: ctx.task.id,
          keep: (key, fn) => ctx.checkpoint({ key, fn }),
          signal: ctx.signal,
        });
        const title = `${plan.label}: ${plan.title}`;
        const path = clone.inTop(plan.path);
        const { notes } = plan;
        const change = await host
          .propose(
            repository,
            { branch, commit, path, title, notes, entityRef, sourceUrl },
            ctx,
          )
          .catch(async error => {
            await clone
              .remove(branch, commit)
              .catch(removing =>
                ctx.logger.error(
                  `The branch ${branch} of ${repository.name} could not be removed; delete it by hand`,
                  removing,
                ),
              );
            throw error;
          });
        ctx.logger.info(
          `Proposed ${title} on ${branch} of ${repository.name}: ${change.changeUrl}`,
        );
        ctx.output('entityRef', entityRef);
        ctx.output('number', plan.number);
        ctx.output('title', title);
        ctx.output('path', path);
        ctx.output('branch', branch);
        ctx.output('commit', commit);
        ctx.output('changeUrl', change.changeUrl);
        ctx.output('fileUrl', change.fileUrl);
        ctx.output(
          'nextSteps',
          [change.nextSteps, ...notes.map(note => `- ${note}`)].join('\n\n'),
        );
      } finally {
        await clone.close();
      }
    },
  });

  async function annotationsOf(
    entityRef: string,
    credentials: BackstageCredentials,
  ): Promise<Record<string, string>> {
    const ref = entityRefSchema.safeParse(entityRef);
    if (!ref.success) {
      const [{ message }] = ref.error.issues;
      throw new AdrError('ADR_INPUT_INVALID', `entityRef: ${message}`);
    }
    const entity = await catalog.getEntityByRef(ref.data, { credentials });
    if (entity) return entity.metadata.annotations ?? {};
    throw new AdrError(
      'ADR_ENTITY_NOT_FOUND',
      `There is no entity '${entityRef}' that you may see`,
    );
  }

  function hostOf(ref: string, annotations: Record<string, string>) {
    const sourceUrl = sourceUrlOf(ref, annotations);
    const host = hosts.find(candidate => candidate.handles(sourceUrl));
    if (host) return { sourceUrl, host };
    throw new AdrError(
      'ADR_SOURCE_UNSUPPORTED',
      `The source of ${ref} is ${sourceUrl}, and the portal proposes records on GitHub and on its own Git host only; use companyos adr new in a clone`,
    );
  }

  function sourceUrlOf(ref: string, annotations: Record<string, string>) {
    try {
      const url = sources.urlOf(annotations);
      if (url) return url;
    } catch (error) {
      if (!(error instanceof SourceError)) throw error;
      throw new AdrError(
        'ADR_SOURCE_UNSUPPORTED',
        `${ref}: ${error.message}`,
        error,
      );
    }
    throw new AdrError(
      'ADR_SOURCE_UNSUPPORTED',
      `${ref} comes from the checkout that the portal runs in; use companyos adr new there`,
    );
  }
}
