import { Readable } from 'node:stream';
import type {
  AuthService,
  DiscoveryService,
} from '@backstage/backend-plugin-api';
import { catalogEntityReadPermission } from '@backstage/plugin-catalog-common/alpha';
import type {
  DocumentCollatorFactory,
  IndexableDocument,
} from '@backstage/plugin-search-common';
import { AdrClient, portalPath } from '@companyos/plugin-adr-common';

const PAGE = 100;

/** A decision record in the search index. @public */
export type AdrDocument = IndexableDocument & {
  entityRef: string;
  status: string;
  tags: string[];
};

/**
 * Puts all decision records into the search index. A result is shown to those who may read its entity.
 *
 * @public
 */
export class AdrCollatorFactory implements DocumentCollatorFactory {
  readonly type = 'adr';
  readonly visibilityPermission = catalogEntityReadPermission;
  readonly #deps: { auth: AuthService; discovery: DiscoveryService };

  constructor(deps: { auth: AuthService; discovery: DiscoveryService }) {
    this.#deps = deps;
  }

  async getCollator(): Promise<Readable> {
    return Readable.from(this.#documents());
  }

  async *#documents(): AsyncGenerator<AdrDocument> {
    const { auth, discovery } = this.#deps;
    const client = new AdrClient({
      baseUrl: () => discovery.getBaseUrl('adr'),
      fetch,
    });
    let cursor: string | undefined;
    do {
      const { token } = await auth.getPluginRequestToken({
        onBehalfOf: await auth.getOwnServiceCredentials(),
        targetPluginId: 'adr',
      });
      const page = await client.listAdrs(
        { include: 'text', limit: PAGE, cursor },
        { token },
      );
      for (const {
        title,
        number,
        entityRef,
        path,
        status,
        tags,
        text,
      } of page.items) {
        yield {
          title: number === undefined ? title : `ADR ${number}: ${title}`,
          text: text ?? '',
          location: portalPath.entity(entityRef, path),
          authorization: { resourceRef: entityRef },
          entityRef,
          status,
          tags,
        };
      }
      cursor = page.nextCursor;
    } while (cursor);
  }
}
