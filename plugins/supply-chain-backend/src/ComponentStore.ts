import { InputError } from '@backstage/errors';
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
import type { Component, Usage } from '@companyos/plugin-supply-chain-common';
import type { Knex } from 'knex';
import { z } from 'zod/v4';
import { toComponentName } from './componentName';
import { IS_NEWEST } from './newestRelease';
import { readPurl } from './purl';
import { inRange, type Condition } from './semverOrder';

const text = z.string().refine(value => !value.includes('\0'));
const componentCursorSchema = z.object({ n: text, v: text });
const usageCursorSchema = z.object({ r: z.int32(), c: z.int32() });

type ComponentRow = {
  name: string;
  version: string;
  licence: string | null;
  depth: number | null;
};

type UsageRow = {
  entity_ref: string;
  digest: string;
  version: string;
  created_at: Date;
  release_id: number;
  component_id: number;
  comparable: boolean;
};

/** Searches what is in releases: one query for each question. */
export class ComponentStore {
  readonly #knex: Knex;
  readonly #mirror: EntityMirror;

  constructor(knex: Knex, mirror: EntityMirror) {
    this.#knex = knex;
    this.#mirror = mirror;
  }

  /** What is in a release, by name and version. */
  async listComponents(
    releaseId: number,
    filter: PageQuery & { query?: string },
  ): Promise<Page<Component>> {
    const after =
      filter.cursor && decodeCursor(filter.cursor, componentCursorSchema);
    const query = this.#knex('boms')
      .joinRaw(
        'cross join lateral unnest(components, licences, depths) as listed (component_id, licence_id, depth)',
      )
      .join('component_versions', 'component_versions.id', 'component_id')
      .join('component_names', 'component_names.id', 'name_id')
      .leftJoin('licences', 'licences.id', 'licence_id')
      .where('release_id', releaseId)
      .groupBy('component_names.name', 'version')
      .select({
        name: 'component_names.name',
        version: 'version',
        licence: this.#knex.raw('min(licences.name)'),
        depth: this.#knex.raw('min(depth)'),
      })
      .orderBy(['component_names.name', 'version'])
      .limit(filter.limit + 1);
    if (filter.query)
      query.whereRaw('strpos(lower(component_names.name), ?) > 0', [
        filter.query.toLowerCase(),
      ]);
    if (after)
      query.whereRaw('(component_names.name, version) > (?, ?)', [
        after.n,
        after.v,
      ]);
    const rows = (await query) as ComponentRow[];
    const last = rows[filter.limit - 1];
    return {
      items: rows.slice(0, filter.limit).map(toComponent),
      ...(rows.length > filter.limit && {
        nextCursor: encodeCursor({ n: last.name, v: last.version }),
      }),
    };
  }

  /**
   * Releases that ship a package, newest first. A version that cannot be compared is in no range and out of none, so it is
   * listed as such.
   *
   * @throws InputError when the package URL or the range is none.
   */
  async listUsages(
    filter: PageQuery & {
      purl: string;
      range?: string;
      releases?: 'all' | 'newest';
    },
    visibility: Visibility,
  ): Promise<Page<Usage>> {
    const wanted = readPurl(filter.purl);
    if (!wanted)
      throw new InputError(
        `Query is not valid: purl: '${filter.purl}' is no package URL such as pkg:npm/%40acme/orders`,
      );
    const after =
      filter.cursor && decodeCursor(filter.cursor, usageCursorSchema);
    const query = this.#knex('component_names')
      .join('component_versions', 'name_id', 'component_names.id')
      .joinRaw('join boms on components @> array[component_versions.id]')
      .join('releases', 'releases.id', 'release_id')
      .where('component_names.name', wanted.purl)
      // A release may have more than one bill of materials.
      .distinctOn('releases.id', 'component_versions.id')
      .select({
        release_id: 'releases.id',
        component_id: 'component_versions.id',
      })
      .select('entity_ref', 'digest', 'version', 'created_at')
      .select(this.#knex.raw('sort_key is not null as comparable'))
      .orderBy([
        { column: 'releases.id', order: 'desc' },
        { column: 'component_versions.id', order: 'desc' },
      ])
      .limit(filter.limit + 1);
    if (wanted.version) query.where({ version: wanted.version });
    const range = filter.range && rangeCondition(filter.range);
    if (range)
      query.whereRaw(`(${range.sql} or sort_key is null)`, range.bindings);
    if (after)
      query.whereRaw('(releases.id, component_versions.id) < (?, ?)', [
        after.r,
        after.c,
      ]);
    if (filter.releases === 'newest') query.whereRaw(IS_NEWEST);
    this.#mirror.restrict(query, 'releases.entity_ref', visibility);
    const rows: UsageRow[] = await query;
    const last = rows[filter.limit - 1];
    return {
      items: rows.slice(0, filter.limit).map(row => ({
        entityRef: row.entity_ref,
        digest: row.digest,
        purl: wanted.purl,
        version: row.version,
        recordedAt: row.created_at.toISOString(),
        match: range && !row.comparable ? 'notComparable' : 'inRange',
      })),
      ...(rows.length > filter.limit && {
        nextCursor: encodeCursor({ r: last.release_id, c: last.component_id }),
      }),
    };
  }
}

function rangeCondition(range: string): Condition {
  const condition = inRange('sort_key', range);
  if (condition) return condition;
  throw new InputError(
    `Query is not valid: range: '${range}' is no range of versions such as >=1.2.0 <1.4.3`,
  );
}

function toComponent({
  name,
  version,
  licence,
  depth,
}: ComponentRow): Component {
  return {
    ...toComponentName(name),
    version,
    licence: licence ?? undefined,
    depth: depth ?? undefined,
  };
}
