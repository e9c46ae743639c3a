import {
  resolvePackagePath,
  type AuthService,
  type BackstageCredentials,
  type DatabaseService,
  type LoggerService,
  type PermissionsService,
} from '@backstage/backend-plugin-api';
import {
  RELATION_OWNED_BY,
  stringifyEntityRef,
  type Entity,
} from '@backstage/catalog-model';
import { toError } from '@backstage/errors';
import { catalogEntityReadPermission } from '@backstage/plugin-catalog-common/alpha';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import type { ResourcePermission } from '@backstage/plugin-permission-common';
import type { Knex } from 'knex';
import { toVisibility, type Visibility } from './visibility';

const FIELDS = [
  'kind',
  'metadata.name',
  'metadata.namespace',
  'metadata.annotations',
  'metadata.labels',
  'relations',
];

/** An entity as a plugin's own database knows it. @public */
export type MirroredEntity = {
  entityRef: string;
  /** Lower case. */
  kind: string;
  /** Entity references in lower case. */
  owners: string[];
  annotations: Record<string, string>;
};

/** What an {@link EntityMirror} works with. @public */
export type EntityMirrorOptions = {
  auth: AuthService;
  catalog: CatalogService;
  database: DatabaseService;
  logger: LoggerService;
  permissions: PermissionsService;
};

/**
 * The catalog's entities in a plugin's own database (table `entity_mirror`): what is needed to tell who may read which,
 * so that a plugin's lists are filtered and paged by one query. Its tables may refer to `entity_mirror.entity_ref`.
 *
 * @public
 */
export class EntityMirror {
  readonly #knex: Knex;
  readonly #options: EntityMirrorOptions;

  private constructor(knex: Knex, options: EntityMirrorOptions) {
    this.#knex = knex;
    this.#options = options;
  }

  /** Makes the table where it is missing; to be called before the plugin's own migrations. */
  static async create(options: EntityMirrorOptions): Promise<EntityMirror> {
    const knex = await options.database.getClient();
    if (!options.database.migrations?.skip) {
      await knex.migrate.latest({
        directory: resolvePackagePath(
          '@companyos/plugin-companyos-node',
          'migrations',
        ),
        // Beside the plugin's own migrations, which use Knex' own name.
        tableName: 'entity_mirror_migrations',
      });
    }
    return new EntityMirror(knex, options);
  }

  /**
   * Takes over what the catalog holds now. Entities that it no longer has go, and with them the rows that refer to them;
   * when the catalog cannot be read, everything stays.
   *
   * @returns how many entities there are.
   * @throws whatever the catalog throws.
   */
  async sync(): Promise<number> {
    const { auth, catalog } = this.#options;
    const credentials = await auth.getOwnServiceCredentials();
    const rows: ReturnType<typeof toRow>[] = [];
    for await (const entities of catalog.streamEntities(
      { fields: FIELDS },
      { credentials },
    )) {
      rows.push(...entities.map(toRow));
    }
    await this.#knex.transaction(async trx => {
      await trx.raw(
        `insert into entity_mirror (entity_ref, kind, owners, annotations, labels)
         select distinct on (entity_ref) entity_ref, kind, owners, annotations, labels
         from jsonb_to_recordset(?::jsonb)
           as found (entity_ref text, kind text, owners text[], annotations jsonb, labels jsonb)
         on conflict (entity_ref) do update
           set owners = excluded.owners, annotations = excluded.annotations, labels = excluded.labels
           where (entity_mirror.owners, entity_mirror.annotations, entity_mirror.labels)
             is distinct from (excluded.owners, excluded.annotations, excluded.labels)`,
        [JSON.stringify(rows)],
      );
      await trx.raw(
        `delete from entity_mirror where not exists (
           select from unnest(?::text[]) as found (ref) where found.ref = entity_ref)`,
        [rows.map(row => row.entity_ref)],
      );
    });
    return rows.length;
  }

  /**
   * Asks which entities the caller may read. A decision that the mirror cannot answer shows nothing, and is logged.
   *
   * @param permission - for less than all that is known of them
   */
  async visibility(
    credentials: BackstageCredentials,
    permission: ResourcePermission<'catalog-entity'> = catalogEntityReadPermission,
  ): Promise<Visibility> {
    const { permissions, logger } = this.#options;
    const [decision] = await permissions.authorizeConditional(
      [{ permission }],
      { credentials },
    );
    try {
      return toVisibility(decision);
    } catch (error) {
      logger.error('No entity is shown', toError(error));
      return { all: false, sql: 'false', bindings: [] };
    }
  }

  /**
   * Leaves in a query the rows about entities that the visibility shows.
   *
   * @param column - the query's column that holds the entity reference
   */
  restrict<T extends Knex.QueryBuilder>(
    query: T,
    column: string,
    visibility: Visibility,
  ): T {
    if (!visibility.all) {
      const shown = this.#knex('entity_mirror')
        .select('entity_ref')
        .whereRaw(visibility.sql, visibility.bindings);
      query.whereIn(column, shown);
    }
    return query;
  }

  /** The entity, unless there is none or the visibility does not show it: the two must not be told apart. */
  async find(
    entityRef: string,
    visibility: Visibility,
  ): Promise<MirroredEntity | undefined> {
    const query = this.#select().where({ entity_ref: entityRef });
    return this.restrict(query, 'entity_ref', visibility).first();
  }

  /** Entities of the given kinds, and any others that carry the annotation. */
  async list(options: {
    kinds: string[];
    annotation: string;
  }): Promise<MirroredEntity[]> {
    const { kinds, annotation } = options;
    return this.#select()
      .whereRaw('(kind = any(?::text[]) or jsonb_exists(annotations, ?))', [
        kinds,
        annotation,
      ])
      .orderBy('entity_ref');
  }

  #select() {
    return this.#knex('entity_mirror').select<MirroredEntity[]>({
      entityRef: 'entity_ref',
      kind: 'kind',
      owners: 'owners',
      annotations: 'annotations',
    });
  }
}

function toRow(entity: Entity) {
  return {
    entity_ref: stringifyEntityRef(entity),
    kind: entity.kind.toLowerCase(),
    owners: (entity.relations ?? [])
      .filter(({ type }) => type === RELATION_OWNED_BY)
      .map(({ targetRef }) => targetRef.toLowerCase())
      .sort(),
    annotations: entity.metadata.annotations ?? {},
    labels: entity.metadata.labels ?? {},
  };
}
