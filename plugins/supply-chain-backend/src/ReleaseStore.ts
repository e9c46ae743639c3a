import {
  decodeCursor,
  encodeCursor,
  type Page,
  type PageQuery,
} from '@companyos/plugin-companyos-common';
import type {
  EntityMirror,
  Visibility,
} from '@companyos/plugin-companyos-node';
import type {
  Deployment,
  Release,
  ReleaseDetails,
  Summary,
} from '@companyos/plugin-supply-chain-common';
import type { Knex } from 'knex';
import { z } from 'zod/v4';
import { assembleRelease, toDeployment } from './assembleRelease';
import {
  attestationColumns,
  toAttestation,
  type AttestationRow,
  type StoredAttestation,
} from './attestationRow';

/** A release as the database has it. */
export type ReleaseRow = {
  id: number;
  entity_ref: string;
  digest: string;
  created_at: Date;
};

type CountRow = { ref: string; count: string; latest: number | null };

const idCursorSchema = z.object({ i: z.int32() });
const deploymentCursorSchema = z.object({
  f: z.string().refine(value => !value.includes('\0')),
  i: z.uuid(),
});

/** Reads releases: a fixed number of queries for each question, however many releases it is about. */
export class ReleaseStore {
  readonly #knex: Knex;
  readonly #mirror: EntityMirror;

  constructor(knex: Knex, mirror: EntityMirror) {
    this.#knex = knex;
    this.#mirror = mirror;
  }

  /** An entity's releases, newest first. */
  async list(entityRef: string, page: PageQuery): Promise<Page<Release>> {
    const after = page.cursor && decodeCursor(page.cursor, idCursorSchema);
    const query = this.#releases()
      .where({ entity_ref: entityRef })
      .orderBy('id', 'desc')
      .limit(page.limit + 1);
    if (after) query.where('id', '<', after.i);
    const rows = await query;
    const shown = rows.slice(0, page.limit);
    const [{ count }] = await this.#knex('releases')
      .where({ entity_ref: entityRef, is_product: false })
      .count();
    return {
      items: await this.#assemble(shown),
      ...(rows.length > page.limit && {
        nextCursor: encodeCursor({ i: shown[page.limit - 1].id }),
      }),
      totalItems: Number(count),
    };
  }

  /** The release of an artifact: of the entity, else of the one that had it first. */
  async find(
    digest: string,
    entityRef: string | undefined,
    visibility: Visibility,
  ): Promise<ReleaseRow | undefined> {
    const query = this.#releases().where({ digest }).orderBy('id');
    if (entityRef) query.where({ entity_ref: entityRef });
    this.#mirror.restrict(query, 'entity_ref', visibility);
    return query.first();
  }

  /** Releases by their ids, in that order. */
  async get(ids: number[]): Promise<Release[]> {
    const rows = await this.#releases().whereIn('id', ids);
    const byId = new Map(rows.map(row => [row.id, row]));
    return this.#assemble(ids.flatMap(id => byId.get(id) ?? []));
  }

  /** A release with each of its bundles. */
  async details(release: ReleaseRow): Promise<ReleaseDetails> {
    const { own, ofProducts } = await this.#attestations([release]);
    const attestations = own.get(release.id) ?? [];
    return {
      ...assembleRelease(
        release,
        attestations,
        ofProducts.get(release.entity_ref),
      ),
      bundles: attestations.map(({ attestation }) => attestation),
    };
  }

  /** Verified deployments of an entity's releases, newest first. */
  async listDeployments(
    entityRef: string,
    page: PageQuery,
  ): Promise<Page<Deployment>> {
    const after =
      page.cursor && decodeCursor(page.cursor, deploymentCursorSchema);
    const query = this.#attestationRows()
      .where({ entity_ref: entityRef, kind: 'deployment', outcome: 'verified' })
      .orderByRaw("facts->>'finishedOn' desc, attestations.id desc")
      .limit(page.limit + 1);
    if (after)
      query.whereRaw("(facts->>'finishedOn', attestations.id) < (?, ?)", [
        after.f,
        after.i,
      ]);
    const rows: AttestationRow[] = await query;
    const items = rows
      .slice(0, page.limit)
      .flatMap(row => toDeployment(toAttestation(row)) ?? []);
    const last = items.at(-1);
    return {
      items,
      ...(last &&
        rows.length > page.limit && {
          nextCursor: encodeCursor({
            f: last.finishedOn,
            i: last.attestationId,
          }),
        }),
    };
  }

  /** The newest release of many entities; those that are not shown, or are not there, are left out. */
  async summaries(
    entityRefs: string[],
    visibility: Visibility,
  ): Promise<Map<string, Summary>> {
    const query = this.#knex('entity_mirror')
      .leftJoin('releases', join =>
        join
          .on('releases.entity_ref', 'entity_mirror.entity_ref')
          .andOnVal('is_product', false),
      )
      .whereRaw('entity_mirror.entity_ref = any(?::text[])', [entityRefs])
      .groupBy('entity_mirror.entity_ref')
      .select({
        ref: 'entity_mirror.entity_ref',
        count: this.#knex.raw('count(releases.id)'),
        latest: this.#knex.raw('max(releases.id)'),
      });
    this.#mirror.restrict(query, 'entity_mirror.entity_ref', visibility);
    const counts = (await query) as CountRow[];
    const latest = await this.#assemble(
      await this.#releases().whereIn(
        'id',
        counts.flatMap(row => row.latest ?? []),
      ),
    );
    const byRef = new Map(latest.map(release => [release.entityRef, release]));
    return new Map(
      counts.map(({ ref, count }) => [
        ref,
        { releases: Number(count), latest: byRef.get(ref) },
      ]),
    );
  }

  async #assemble(rows: ReleaseRow[]): Promise<Release[]> {
    const { own, ofProducts } = await this.#attestations(rows);
    return rows.map(row =>
      assembleRelease(
        row,
        own.get(row.id) ?? [],
        ofProducts.get(row.entity_ref),
      ),
    );
  }

  /** By release, and those of products by entity; newest first. */
  async #attestations(releases: ReleaseRow[]): Promise<{
    own: Map<number, StoredAttestation[]>;
    ofProducts: Map<string, StoredAttestation[]>;
  }> {
    const own = new Map<number, StoredAttestation[]>();
    const ofProducts = new Map<string, StoredAttestation[]>();
    if (releases.length === 0) return { own, ofProducts };
    const rows: (AttestationRow & { is_product: boolean })[] =
      await this.#attestationRows()
        .select('is_product')
        .whereIn(
          'release_id',
          releases.map(({ id }) => id),
        )
        .orWhere(query =>
          query.where({ is_product: true, outcome: 'verified' }).whereIn(
            'entity_ref',
            releases.map(({ entity_ref }) => entity_ref),
          ),
        )
        .orderBy('number', 'desc');
    for (const row of rows) {
      if (row.is_product) push(ofProducts, row.entity_ref, toAttestation(row));
      else push(own, row.release_id, toAttestation(row));
    }
    return { own, ofProducts };
  }

  #attestationRows() {
    return this.#knex('attestations')
      .join('releases', 'releases.id', 'attestations.release_id')
      .select(attestationColumns(this.#knex));
  }

  #releases() {
    return this.#knex<ReleaseRow>('releases')
      .select<ReleaseRow[]>('id', 'entity_ref', 'digest', 'created_at')
      .whereRaw('not is_product');
  }
}

function push<K, V>(lists: Map<K, V[]>, key: K, value: V) {
  const list = lists.get(key);
  if (list) list.push(value);
  else lists.set(key, [value]);
}
