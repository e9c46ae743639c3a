import {
  decodeCursor,
  encodeCursor,
  type Page,
  type PageQuery,
} from '@companyos/plugin-companyos-common';
import {
  storableJson,
  storableText,
  type EntityMirror,
  type Visibility,
} from '@companyos/plugin-companyos-node';
import type { Instance } from '@companyos/plugin-decision-log-common';
import type { Knex } from 'knex';
import { z } from 'zod/v4';
import { toInstance, type InstanceRow } from './toInstance';

/** The process of an OPA, as its events name it. */
export type InstanceKey = { uploadedBy: string; opaId: string };

/** How many events of an instance an upload brought. */
export type InstanceCounts = Record<
  'stored' | 'unmapped' | 'duplicates' | 'quarantined' | 'dropped',
  number
>;

/** What a status report says. */
export type Reported = Omit<NonNullable<Instance['reported']>, 'at'>;

const MAX_CACHED = 10_000;
const MAX_TEXT = 200;

const cursorSchema = z.object({ i: z.int32() });

/** OPA processes, and how many events of each came. */
export class InstanceStore {
  readonly #knex: Knex;
  readonly #mirror: EntityMirror;
  readonly #ids = new Map<string, number>();

  constructor(knex: Knex, mirror: EntityMirror) {
    this.#knex = knex;
    this.#mirror = mirror;
  }

  /** The number of an instance, which is made when it is new. */
  async id(key: InstanceKey): Promise<number> {
    const uploaded_by = clip(key.uploadedBy);
    const opa_id = clip(key.opaId);
    const cacheKey = JSON.stringify([uploaded_by, opa_id]);
    const cached = this.#ids.get(cacheKey);
    if (cached !== undefined) return cached;
    const now = new Date();
    await this.#knex('instances')
      .insert({
        uploaded_by,
        opa_id,
        labels: '{}',
        first_seen: now,
        last_seen: now,
      })
      .onConflict(['uploaded_by', 'opa_id'])
      .ignore();
    const row = await this.#knex('instances')
      .where({ uploaded_by, opa_id })
      .first('id');
    if (this.#ids.size > MAX_CACHED) this.#ids.clear();
    this.#ids.set(cacheKey, row.id);
    return row.id;
  }

  /** Adds to an instance's counts, as a part of what is counted. */
  async count(
    trx: Knex.Transaction,
    id: number,
    counts: InstanceCounts,
    seen: { labels?: Record<string, unknown>; entityRef?: string },
  ): Promise<void> {
    await trx.raw(
      `update instances set last_seen = now(),
         stored = stored + ?, unmapped = unmapped + ?, duplicates = duplicates + ?,
         quarantined = quarantined + ?, dropped = dropped + ?,
         labels = coalesce(?::jsonb, labels), entity_ref = coalesce(?, entity_ref)
       where id = ?`,
      [
        counts.stored,
        counts.unmapped,
        counts.duplicates,
        counts.quarantined,
        counts.dropped,
        seen.labels ? labelsJson(seen.labels) : null,
        seen.entityRef ?? null,
        id,
      ],
    );
  }

  /** Keeps what the newest status report says. */
  async report(
    id: number,
    reported: Reported,
    seen: { labels: Record<string, unknown>; entityRef?: string },
  ): Promise<void> {
    const at = new Date();
    await this.#knex('instances')
      .where({ id })
      .update({
        last_seen: at,
        labels: labelsJson(seen.labels),
        ...(seen.entityRef && { entity_ref: seen.entityRef }),
        reported: storableJson({ at: at.toISOString(), ...reported }),
      });
  }

  /** Instances of the entities that are shown, the newest first; those of no entity for who sees all. */
  async list(
    page: PageQuery & { entityRef?: string },
    visibility: Visibility,
  ): Promise<Page<Instance>> {
    const after = page.cursor && decodeCursor(page.cursor, cursorSchema);
    const query = this.#knex('instances')
      .orderBy('id', 'desc')
      .limit(page.limit + 1);
    if (after) query.where('id', '<', after.i);
    if (page.entityRef) query.where({ entity_ref: page.entityRef });
    this.#mirror.restrict(query, 'entity_ref', visibility);
    const rows: InstanceRow[] = await query;
    const shown = rows.slice(0, page.limit);
    return {
      items: shown.map(toInstance),
      ...(rows.length > page.limit && {
        nextCursor: encodeCursor({ i: shown[page.limit - 1].id }),
      }),
    };
  }

  /** Removes instances that nothing was heard of since. */
  async forget(before: Date): Promise<void> {
    await this.#knex('instances').where('last_seen', '<', before).delete();
    this.#ids.clear();
  }
}

/** OPA's own two labels stand elsewhere too, but nobody has to know which they are. */
function labelsJson(labels: Record<string, unknown>): string {
  return storableJson(
    Object.fromEntries(
      Object.entries(labels)
        .filter(([, value]) => typeof value === 'string')
        .slice(0, 50)
        .map(([name, value]) => [clip(name), clip(value as string)]),
    ),
  );
}

function clip(text: string): string {
  return storableText(text.slice(0, MAX_TEXT));
}
