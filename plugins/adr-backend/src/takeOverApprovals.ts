import type {
  AuditorService,
  AuthService,
  LoggerService,
} from '@backstage/backend-plugin-api';
import {
  RELATION_MEMBER_OF,
  stringifyEntityRef,
} from '@backstage/catalog-model';
import { toError } from '@backstage/errors';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import type { Person } from './signOff';
import type { GitHubApprovals } from './GitHubApprovals';
import type { SignOffStore, WaitingDocument } from './SignOffStore';

type Deps = {
  approvals: Pick<GitHubApprovals, 'find'>;
  auditor: AuditorService;
  auth: AuthService;
  catalog: CatalogService;
  logger: LoggerService;
  signOffs: SignOffStore;
};

/**
 * Takes over approvals of pull requests as sign-offs, once for each revision: a review that comes after the merge does
 * not count by itself, its author can sign off in the portal. A repository that cannot be asked is asked again in the
 * next round.
 */
export async function takeOverApprovals(
  deps: Deps,
  signal: AbortSignal,
): Promise<void> {
  for (const document of await deps.signOffs.toAskForApprovals()) {
    if (signal.aborted) return;
    try {
      await takeOver(deps, document);
      await deps.signOffs.askedForApprovals(document);
    } catch (error) {
      deps.logger.warn(
        `Could not read approvals of ${document.path} of ${document.entityRef}`,
        toError(error),
      );
    }
  }
}

async function takeOver(deps: Deps, document: WaitingDocument): Promise<void> {
  const { entityRef, path, sourceUrl, revision, requirements } = document;
  if (!sourceUrl) return;
  const asked = new Set(requirements.map(({ group }) => group));
  for (const approval of await deps.approvals.find(sourceUrl, revision)) {
    const person = await personOf(deps, approval.login);
    const groups = person?.groups.filter(group => asked.has(group)) ?? [];
    if (!person || groups.length === 0) continue;
    const kept = await deps.signOffs.add(
      { entityRef, path },
      {
        user: person.userRef,
        groups,
        revision,
        signedAt: new Date(approval.submittedAt).toISOString(),
        development: false,
        via: 'github',
        url: approval.url,
      },
    );
    if (!kept) return;
    const audit = await deps.auditor.createEvent({
      eventId: 'sign-off-create',
      severityLevel: 'medium',
      meta: { actionType: 'create' },
    });
    const { user, url } = kept;
    await audit.success({
      meta: {
        entityRef,
        path,
        revision,
        user,
        groups,
        development: false,
        url,
      },
    });
  }
}

/** The one person of the catalog with the login; nobody when two claim it. */
async function personOf(
  { auth, catalog }: Deps,
  login: string,
): Promise<Person | undefined> {
  const { items } = await catalog.getEntities(
    {
      filter: {
        kind: 'User',
        'metadata.annotations.github.com/user-login': login,
      },
      fields: ['kind', 'metadata.name', 'metadata.namespace', 'relations'],
    },
    { credentials: await auth.getOwnServiceCredentials() },
  );
  if (items.length !== 1) return undefined;
  const [user] = items;
  return {
    userRef: stringifyEntityRef(user),
    groups: (user.relations ?? [])
      .filter(({ type }) => type === RELATION_MEMBER_OF)
      .map(({ targetRef }) => targetRef),
  };
}
