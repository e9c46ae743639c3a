import { decodeCursor } from '@companyos/plugin-companyos-common';
import type {
  EntityMirror,
  Visibility,
} from '@companyos/plugin-companyos-node';
import {
  DAY_MICROS,
  RESULTS,
  type Counts,
  type DecisionFilter,
  type EntitySummary,
} from '@companyos/plugin-decision-log-common';
import type { Knex } from 'knex';
import { z } from 'zod/v4';
import type { TimeWindow } from '../window';
import { unpackBlock } from './block';
import { add, noCounts, toCounts, type CountRow } from './counts';
import { decisionKey } from './decisionKey';
import type { DecisionRow, FoundDecision, Place } from './rows';
import type { Terms } from './Terms';

/** What a list is narrowed to. */
export type RowFilter = Pick<
  DecisionFilter,
  'result' | 'path' | 'reason' | 'subject' | 'resource' | 'cursor'
> & { limit: number };

/** An entity's decisions between two moments, in microseconds since 1970. */
export type EntityWindow = TimeWindow & { entityRef: string };

/** How much of the log is in memory at the same time, for one question. */
const BLOCKS_AT_ONCE = 8;

const cursorSchema = z.object({
  a: z.int().nonnegative(),
  b: z.int32().nonnegative(),
  o: z.int32().nonnegative(),
});

/** Reads decisions. */
export class DecisionStore {
  readonly #knex: Knex;
  readonly #mirror: EntityMirror;
  readonly #terms: Terms;

  constructor(knex: Knex, mirror: EntityMirror, terms: Terms) {
    this.#knex = knex;
    this.#mirror = mirror;
    this.#terms = terms;
  }

  /** An entity's decisions in a window, newest first; no more than the limit. */
  async rows(
    entityRef: string,
    filter: RowFilter,
    window: TimeWindow,
  ): Promise<DecisionRow[]> {
    const after = filter.cursor && decodeCursor(filter.cursor, cursorSchema);
    const entity = await this.#terms.find('entity', entityRef);
    if (entity === undefined) return [];
    const query = this.#select('events')
      .where({ entity })
      .where('at', '>=', window.from)
      .where('at', '<', window.to)
      .orderBy([
        { column: 'at', order: 'desc' },
        { column: 'block', order: 'desc' },
        { column: 'ord', order: 'desc' },
      ])
      .limit(filter.limit);
    if (after) {
      query
        .where('at', '<=', after.a)
        .whereRaw('(at, block, ord) < (?, ?, ?)', [after.a, after.b, after.o]);
    }
    if (filter.result) query.where({ result: RESULTS.indexOf(filter.result) });
    if (filter.subject) query.where({ subject: filter.subject });
    if (filter.resource) query.where({ resource: filter.resource });
    if (filter.reason) {
      const reason = await this.#terms.find('reason', filter.reason);
      if (reason === undefined) return [];
      query.where({ reason });
    }
    if (filter.path) query.whereIn('path', this.#pathsBelow(filter.path));
    return query;
  }

  /** The newest decision of this id, unless the visibility does not show it. One of no entity is shown to who sees all. */
  async find(
    id: string,
    visibility: Visibility,
  ): Promise<FoundDecision | undefined> {
    const { key, isId } = decisionKey(id);
    // First of all the rows, of which there are at most a few: joining every day would take longer to plan than to do.
    const rows = this.#knex('events').where({ decision: key });
    if (!isId) rows.where({ decision_id: id });
    const query = this.#select('found')
      .withMaterialized('found', rows)
      .join('classes', 'classes.id', 'class')
      .join('instances', 'instances.id', 'instance')
      .leftJoin('terms as entities', 'entities.id', 'entity')
      .select({
        entityRef: 'entities.text',
        className: 'classes.name',
        uploadedBy: 'uploaded_by',
      })
      .orderBy('at', 'desc');
    this.#mirror.restrict(query, 'entities.text', visibility);
    return query.first();
  }

  /** The events at these places, in their order, byte for byte. */
  async events(places: Place[]): Promise<Buffer[]> {
    const events = new Map<Place, Buffer>();
    const byBlock = [...Map.groupBy(places, ({ block }) => block)];
    for (let i = 0; i < byBlock.length; i += BLOCKS_AT_ONCE) {
      const wanted = new Map(byBlock.slice(i, i + BLOCKS_AT_ONCE));
      for (const { id, data } of await this.#blocks(wanted)) {
        const unpacked = await unpackBlock(data);
        for (const place of wanted.get(id)!) {
          // A copy, so that the rest of the block can go.
          events.set(place, Buffer.from(unpacked[place.ord]));
        }
      }
    }
    return places.map(place => events.get(place)!);
  }

  /** How many of an entity's decisions came to what, over time. */
  async summary(
    entityRef: string,
    window: TimeWindow,
    bucketSeconds: number,
  ): Promise<EntitySummary> {
    const entity = await this.#terms.find('entity', entityRef);
    const micros = bucketSeconds * 1_000_000;
    const rows: (CountRow & { bucket: string })[] =
      entity === undefined
        ? []
        : await this.#knex('events')
            .select({ bucket: this.#knex.raw('at / ?::bigint', [micros]) })
            .select('result')
            .count()
            .where({ entity })
            .where('at', '>=', window.from)
            .where('at', '<', window.to)
            .groupByRaw('1, 2')
            .orderByRaw('1');
    const buckets = new Map<string, Counts>();
    const total = noCounts();
    for (const row of rows) {
      const counts = buckets.get(row.bucket) ?? noCounts();
      add(counts, row);
      add(total, row);
      buckets.set(row.bucket, counts);
    }
    return {
      bucketSeconds,
      total,
      buckets: [...buckets].map(([bucket, counts]) => ({
        start: new Date((Number(bucket) * micros) / 1000).toISOString(),
        counts,
      })),
    };
  }

  /** Counts of many entities in one query; those that are not shown, or are not there, are left out. */
  async summaries(
    entityRefs: string[],
    visibility: Visibility,
    window: TimeWindow,
  ): Promise<Map<string, Counts>> {
    const query = this.#knex('entity_mirror')
      .leftJoin('terms', join =>
        join
          .on('terms.text', 'entity_mirror.entity_ref')
          .andOnVal('terms.kind', 'entity'),
      )
      .leftJoin('events', join =>
        join
          .on('events.entity', 'terms.id')
          .andOnVal('at', '>=', window.from)
          .andOnVal('at', '<', window.to),
      )
      .whereRaw('entity_mirror.entity_ref = any(?::text[])', [entityRefs])
      .groupBy('entity_mirror.entity_ref', 'result')
      .select('entity_mirror.entity_ref', 'result', {
        count: this.#knex.raw('count(at)'),
      });
    this.#mirror.restrict(query, 'entity_mirror.entity_ref', visibility);
    return toCounts(await query);
  }

  /** Counts of entities, each in a window of its own, in one query; those that are not shown are left out. */
  async countsWithin(
    windows: EntityWindow[],
    visibility: Visibility,
  ): Promise<Map<string, Counts>> {
    if (windows.length === 0) return new Map();
    const query = this.#knex
      .with(
        'asked',
        this.#knex.raw(
          'select * from unnest(?::text[], ?::bigint[], ?::bigint[]) as asked (ref, since, until)',
          [
            windows.map(({ entityRef }) => entityRef),
            windows.map(({ from }) => from),
            windows.map(({ to }) => to),
          ],
        ),
      )
      .from('asked')
      .join('entity_mirror', 'entity_mirror.entity_ref', 'asked.ref')
      .leftJoin('terms', join =>
        join.on('terms.text', 'asked.ref').andOnVal('terms.kind', 'entity'),
      )
      .joinRaw(
        `left join lateral (
           select result, count(*) from events
           where entity = terms.id and at >= asked.since and at < asked.until
           group by result) as found on true`,
      )
      .select('entity_mirror.entity_ref', 'result', 'count');
    this.#mirror.restrict(query, 'entity_mirror.entity_ref', visibility);
    return toCounts(await query);
  }

  async #blocks(
    wanted: Map<number, Place[]>,
  ): Promise<{ id: number; data: Buffer }[]> {
    const times = [...wanted.values()].flat().map(({ at }) => Number(at));
    return (
      this.#knex('blocks')
        .select('id', 'data')
        .whereRaw('id = any(?::integer[])', [[...wanted.keys()]])
        // A block is of the day of its events: only those days are looked at.
        .where('at', '<=', Math.max(...times))
        .where('at', '>', Math.min(...times) - DAY_MICROS)
    );
  }

  #select(from: 'events' | 'found') {
    return this.#knex(from)
      .leftJoin('terms as paths', 'paths.id', 'path')
      .leftJoin('terms as reasons', 'reasons.id', 'reason')
      .select(
        'at',
        'block',
        'ord',
        'class',
        'decision',
        'decision_id',
        'result',
        'masked',
        'subject',
        'resource',
      )
      .select({ path: 'paths.text', reason: 'reasons.text' });
  }

  #pathsBelow(path: string) {
    const pattern = `${path.replace(/[\\%_]/g, '\\$&')}/%`;
    return this.#knex('terms')
      .select('id')
      .where({ kind: 'path' })
      .where(either =>
        either.where({ text: path }).orWhereLike('text', pattern),
      );
  }
}
