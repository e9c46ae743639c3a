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
  Affected,
  Finding,
  Level,
} from '@companyos/plugin-supply-chain-common';
import type { Knex } from 'knex';
import { z } from 'zod/v4';
import { IS_NEWEST } from './newestRelease';

const cursorSchema = z.object({ i: z.int32() });
const affectedCursorSchema = z.object({ r: z.int32(), i: z.int32() });

/** A finding as the database has it. */
export type FindingRow = {
  id: number;
  vulnerability: string;
  aliases: string[];
  level: Level;
  score: number | null;
  package: string | null;
  version: string | null;
  fixed: string[];
  summary: string | null;
};

type AffectedRow = FindingRow & {
  release_id: number;
  entity_ref: string;
  digest: string;
  created_at: Date;
};

/** Of the scans of a release the newest verified one counts. */
export const OF_NEWEST_SCAN = `release_findings.attestation = (
  select max(number) from attestations scans
  where scans.release_id = release_findings.release_id
    and scans.kind = 'vulnerabilities' and scans.outcome = 'verified')`;

/** Searches what scans found: one query for each question. */
export class FindingStore {
  readonly #knex: Knex;
  readonly #mirror: EntityMirror;

  constructor(knex: Knex, mirror: EntityMirror) {
    this.#knex = knex;
    this.#mirror = mirror;
  }

  /** What was found in a release, the most severe first. */
  async listFindings(
    releaseId: number,
    filter: PageQuery & { level?: Level; query?: string },
  ): Promise<Page<Finding>> {
    const after = filter.cursor && decodeCursor(filter.cursor, cursorSchema);
    const query = this.#knex<FindingRow>('release_findings')
      .where('release_id', releaseId)
      .whereRaw(OF_NEWEST_SCAN)
      .orderBy('id')
      .limit(filter.limit + 1);
    if (filter.level) query.where('level', filter.level);
    if (filter.query)
      query.whereRaw(
        `strpos(upper(concat_ws(' ', array_to_string(names, ' '), package)), ?) > 0`,
        [filter.query.toUpperCase()],
      );
    if (after) query.where('id', '>', after.i);
    const rows: FindingRow[] = await query;
    return {
      items: rows.slice(0, filter.limit).map(toFinding),
      ...(rows.length > filter.limit && {
        nextCursor: encodeCursor({ i: rows[filter.limit - 1].id }),
      }),
    };
  }

  /** Releases in which a vulnerability was found, newest first. */
  async listAffected(
    filter: PageQuery & { vulnerability: string; releases?: 'all' | 'newest' },
    visibility: Visibility,
  ): Promise<Page<Affected>> {
    const after =
      filter.cursor && decodeCursor(filter.cursor, affectedCursorSchema);
    const query = this.#knex('release_findings')
      .join('releases', 'releases.id', 'release_findings.release_id')
      .select('release_findings.*', 'entity_ref', 'digest', 'created_at')
      .whereRaw('names @> array[?]', [filter.vulnerability.toUpperCase()])
      .whereRaw(OF_NEWEST_SCAN)
      .orderBy([
        { column: 'release_id', order: 'desc' },
        { column: 'release_findings.id', order: 'desc' },
      ])
      .limit(filter.limit + 1);
    if (after)
      query.whereRaw('(release_id, release_findings.id) < (?, ?)', [
        after.r,
        after.i,
      ]);
    if (filter.releases === 'newest') query.whereRaw(IS_NEWEST);
    this.#mirror.restrict(query, 'releases.entity_ref', visibility);
    const rows: AffectedRow[] = await query;
    const last = rows[filter.limit - 1];
    return {
      items: rows.slice(0, filter.limit).map(row => ({
        ...toFinding(row),
        entityRef: row.entity_ref,
        digest: row.digest,
        recordedAt: row.created_at.toISOString(),
      })),
      ...(rows.length > filter.limit && {
        nextCursor: encodeCursor({ r: last.release_id, i: last.id }),
      }),
    };
  }
}

/** Reads a row. */
export function toFinding(row: FindingRow): Finding {
  return {
    vulnerability: row.vulnerability,
    aliases: row.aliases,
    level: row.level,
    score: row.score ?? undefined,
    purl: row.package ?? undefined,
    version: row.version ?? undefined,
    fixed: row.fixed,
    summary: row.summary ?? undefined,
  };
}
