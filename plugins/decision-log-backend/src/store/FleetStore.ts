import type {
  EntityMirror,
  Visibility,
} from '@companyos/plugin-companyos-node';
import {
  RESULTS,
  toIso,
  type Cause,
  type Refusals,
  type Skew,
  type Skews,
} from '@companyos/plugin-decision-log-common';
import type { Knex } from 'knex';
import type { TimeWindow } from '../window';
import { resultName } from './rows';

/** OPA reports at least every ten minutes by default; one that has been silent for longer has ended. */
const RUNNING = '15 minutes';

const MAX_SKEWS = 1000;

/** The numbers of the results that are a refusal; the index `events_refused` has those and no others. */
const REFUSED: Record<Cause, number[]> = {
  policy: [RESULTS.indexOf('deny')],
  failure: [RESULTS.indexOf('error'), RESULTS.indexOf('undefined')],
};

type RefusalRow = {
  entityRef: string | null;
  path: string | null;
  reason: string | null;
  result: number;
  count: string;
  latest: string;
  total: string;
};

type SkewRow = {
  entity_ref: string;
  bundle: string;
  revision: string;
  instances: number;
  last_seen: Date;
};

/** Asks about all entities at once. */
export class FleetStore {
  readonly #knex: Knex;
  readonly #mirror: EntityMirror;

  constructor(knex: Knex, mirror: EntityMirror) {
    this.#knex = knex;
    this.#mirror = mirror;
  }

  /** The most frequent refusals in a window; those of no entity for who sees all. */
  async refusals(
    question: { cause: Cause; limit: number; window: TimeWindow },
    visibility: Visibility,
  ): Promise<Refusals> {
    const { cause, limit, window } = question;
    // First of all the numbers, of which there are few; then what they stand for.
    const groups = this.#knex('events')
      .select('entity', 'path', 'reason', 'result')
      .count({ count: '*' })
      .max({ latest: 'at' })
      .whereIn('result', REFUSED[cause])
      .where('at', '>=', window.from)
      .where('at', '<', window.to)
      .groupBy('entity', 'path', 'reason', 'result');
    const query = this.#knex('groups')
      .withMaterialized('groups', groups)
      .leftJoin('terms as entities', 'entities.id', 'entity')
      .leftJoin('terms as paths', 'paths.id', 'path')
      .leftJoin('terms as reasons', 'reasons.id', 'reason')
      .select('result', 'count', 'latest', {
        entityRef: 'entities.text',
        path: 'paths.text',
        reason: 'reasons.text',
        total: this.#knex.raw('sum(count) over ()'),
      })
      .orderBy([
        { column: 'count', order: 'desc' },
        { column: 'latest', order: 'desc' },
      ])
      .limit(limit);
    this.#mirror.restrict(query, 'entities.text', visibility);
    const rows: RefusalRow[] = await query;
    return {
      items: rows.map(row => ({
        entityRef: row.entityRef ?? undefined,
        path: row.path ?? undefined,
        reason: row.reason ?? undefined,
        result: resultName(row.result),
        count: Number(row.count),
        latest: toIso(Number(row.latest)),
      })),
      total: Number(rows[0]?.total ?? 0),
    };
  }

  /** Entities whose running OPAs have different revisions of one bundle. */
  async skews(visibility: Visibility): Promise<Skews> {
    const { rows: counts } = await this.#knex.raw(
      `select count(*)::int as running, (count(*) filter (where says_revision))::int as reporting
       from (:instances) as shown`,
      { instances: this.#running(visibility) },
    );
    const { rows } = await this.#knex.raw(
      `select * from (
         select entity_ref, bundle, revision, count(*)::int as instances, max(last_seen) as last_seen,
           count(*) over (partition by entity_ref, bundle) as different
         from (:instances) as shown, jsonb_each_text(revisions) as revision (bundle, revision)
         where entity_ref is not null
         group by entity_ref, bundle, revision) as found
       where different > 1
       order by entity_ref, bundle, instances desc, last_seen desc
       limit :limit`,
      { instances: this.#running(visibility), limit: MAX_SKEWS },
    );
    return { ...counts[0], items: toSkews(rows) };
  }

  /** OPAs that were heard of lately, with their revisions by the name of the bundle. */
  #running(visibility: Visibility) {
    const revisions = `coalesce(
      nullif(reported->'revisions', '{}'),
      jsonb_strip_nulls(jsonb_build_object('policy', nullif(labels->>'revision', ''))))`;
    const query = this.#knex('instances')
      .select('entity_ref', 'last_seen', {
        revisions: this.#knex.raw(revisions),
        says_revision: this.#knex.raw(`${revisions} <> '{}'`),
      })
      .whereRaw('last_seen > now() - ?::interval', [RUNNING]);
    return this.#mirror.restrict(query, 'entity_ref', visibility);
  }
}

function toSkews(rows: SkewRow[]): Skew[] {
  const byBundle = Map.groupBy(rows, row => `${row.entity_ref} ${row.bundle}`);
  return [...byBundle.values()].map(revisions => ({
    entityRef: revisions[0].entity_ref,
    bundle: revisions[0].bundle,
    revisions: revisions.map(({ revision, instances, last_seen }) => ({
      revision,
      instances,
      lastSeen: last_seen.toISOString(),
    })),
  }));
}
