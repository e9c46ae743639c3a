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
import {
  lacksSchema,
  type FleetException,
  type FleetSummary,
  type Lacks,
  type Running,
} from '@companyos/plugin-supply-chain-common';
import type { Knex } from 'knex';
import { z } from 'zod/v4';
import { toDeployment, toExceptions } from './assembleRelease';
import {
  attestationColumns,
  toAttestation,
  type AttestationRow,
} from './attestationRow';
import { SBOM_KINDS } from './content';
import { IS_NEWEST } from './newestRelease';

const storable = z.string().refine(value => !value.includes('\0'));
const newestCursorSchema = z.object({ i: z.int32() });
const runningCursorSchema = z.object({ f: storable, n: z.int32() });
const exceptionCursorSchema = z.object({
  e: storable,
  n: z.int32(),
  o: z.int32(),
});

/** Any of them that verifies is enough. */
const KINDS: Record<Lacks, string[]> = {
  signature: ['signature'],
  provenance: ['slsaProvenance'],
  sbom: [...SBOM_KINDS],
  scan: ['vulnerabilities'],
};

const DAYS_OF_EXPIRING = 30;
const DAY_MS = 24 * 3600 * 1000;

const LACKING = `not exists (
  select from attestations proof
  where proof.release_id = releases.id and proof.outcome = 'verified' and proof.kind = any(?))`;

/** Sorts behind every time. */
const NEVER = '9999';

/** Questions about all entities at once: one query for each. */
export class FleetStore {
  readonly #knex: Knex;
  readonly #mirror: EntityMirror;

  constructor(knex: Knex, mirror: EntityMirror) {
    this.#knex = knex;
    this.#mirror = mirror;
  }

  /** Ids of the newest release of each entity, the one that came last first. */
  async listNewest(
    filter: PageQuery & { lacks?: Lacks; query?: string },
    visibility: Visibility,
  ): Promise<Page<number>> {
    const after =
      filter.cursor && decodeCursor(filter.cursor, newestCursorSchema);
    const query = this.#newest(visibility)
      .select('releases.id')
      .orderBy('releases.id', 'desc')
      .limit(filter.limit + 1);
    if (filter.lacks) query.whereRaw(LACKING, [KINDS[filter.lacks]]);
    if (filter.query)
      query.whereRaw('strpos(entity_ref, ?) > 0', [filter.query.toLowerCase()]);
    if (after) query.where('releases.id', '<', after.i);
    const rows: { id: number }[] = await query;
    const ids = rows.map(({ id }) => id);
    return {
      items: ids.slice(0, filter.limit),
      ...(ids.length > filter.limit && {
        nextCursor: encodeCursor({ i: ids[filter.limit - 1] }),
      }),
    };
  }

  /** What runs where: of each entity and environment the newest deployment that succeeded, newest first. */
  async listRunning(
    filter: PageQuery & { lacks?: 'provenance'; environment?: string },
    visibility: Visibility,
  ): Promise<Page<Running>> {
    const after =
      filter.cursor && decodeCursor(filter.cursor, runningCursorSchema);
    const query = this.#knex
      .from(this.#running(visibility).as('running'))
      .select('*')
      .orderByRaw('finished desc, number desc')
      .limit(filter.limit + 1);
    if (filter.lacks) query.where('proven', false);
    if (filter.environment) query.where('environment', filter.environment);
    if (after)
      query.whereRaw('(finished, number) < (?, ?)', [after.f, after.n]);
    const rows: (AttestationRow & {
      number: number;
      finished: string;
      proven: boolean;
    })[] = await query;
    const last = rows[filter.limit - 1];
    return {
      items: rows.slice(0, filter.limit).flatMap(row => {
        const deployment = toDeployment(toAttestation(row));
        return deployment ? { ...deployment, provenance: row.proven } : [];
      }),
      ...(rows.length > filter.limit && {
        nextCursor: encodeCursor({ f: last.finished, n: last.number }),
      }),
    };
  }

  /** Verified exceptions: those that end first come first, those that never do last. */
  async listExceptions(
    filter: PageQuery & { before?: string },
    visibility: Visibility,
  ): Promise<Page<FleetException>> {
    const after =
      filter.cursor && decodeCursor(filter.cursor, exceptionCursorSchema);
    const query = this.#knex
      .from(this.#exceptions(visibility).as('exceptions'))
      .select('*')
      .orderByRaw('ends, number, place')
      .limit(filter.limit + 1);
    if (filter.before)
      query.whereRaw('ends < ?', [toIso(Date.parse(filter.before))]);
    if (after)
      query.whereRaw('(ends, number, place) > (?, ?, ?)', [
        after.e,
        after.n,
        after.o,
      ]);
    const rows: (AttestationRow & {
      number: number;
      place: number;
      ends: string;
    })[] = await query;
    const last = rows[filter.limit - 1];
    return {
      items: rows.slice(0, filter.limit).map(row => ({
        ...toExceptions(toAttestation(row))[row.place - 1],
        entityRef: row.entity_ref,
      })),
      ...(rows.length > filter.limit && {
        nextCursor: encodeCursor({
          e: last.ends,
          n: last.number,
          o: last.place,
        }),
      }),
    };
  }

  /** What stands out, in numbers. */
  async summarize(visibility: Visibility): Promise<FleetSummary> {
    const kinds = lacksSchema.options;
    const newest = this.#newest(visibility)
      .select('releases.id')
      .as('releases');
    const [releases] = await this.#knex
      .from(newest)
      .select(this.#knex.raw('count(*) as entities'))
      .select(
        kinds.map(kind =>
          this.#knex.raw(`count(*) filter (where ${LACKING}) as ??`, [
            KINDS[kind],
            kind,
          ]),
        ),
      );
    const [running] = await this.#knex
      .from(this.#running(visibility).as('running'))
      .select(
        this.#knex.raw('count(*) as total'),
        this.#knex.raw('count(*) filter (where not proven) as unproven'),
      );
    const now = Date.now();
    const [exceptions] = await this.#knex
      .from(this.#exceptions(visibility).as('exceptions'))
      .select(
        this.#knex.raw('count(*) as total'),
        this.#knex.raw('count(*) filter (where ends <= ?) as expired', [
          toIso(now),
        ]),
        this.#knex.raw(
          'count(*) filter (where ends > ? and ends <= ?) as expiring',
          [toIso(now), toIso(now + DAYS_OF_EXPIRING * DAY_MS)],
        ),
      );
    return {
      entities: Number(releases.entities),
      lacks: Object.fromEntries(
        kinds.map(kind => [kind, Number(releases[kind])]),
      ) as FleetSummary['lacks'],
      running: Number(running.total),
      runningWithoutProvenance: Number(running.unproven),
      exceptions: {
        total: Number(exceptions.total),
        expired: Number(exceptions.expired),
        expiring: Number(exceptions.expiring),
      },
    };
  }

  #newest(visibility: Visibility) {
    const query = this.#knex('releases').whereRaw(IS_NEWEST);
    return this.#ofCatalog(query, visibility);
  }

  #running(visibility: Visibility) {
    const query = this.#attestations(
      "distinct on (entity_ref, facts->>'environment') number",
    )
      .select(
        this.#knex.raw("facts->>'environment' as environment"),
        this.#knex.raw("facts->>'finishedOn' as finished"),
        this.#knex.raw(`not (${LACKING}) as proven`, [KINDS.provenance]),
      )
      .where({ kind: 'deployment', outcome: 'verified' })
      .whereRaw("facts->>'result' = 'SUCCEEDED'")
      .orderByRaw(
        "entity_ref, facts->>'environment', facts->>'finishedOn' desc, number desc",
      );
    return this.#ofCatalog(query, visibility);
  }

  #exceptions(visibility: Visibility) {
    const query = this.#attestations('number')
      .joinRaw(
        "cross join lateral jsonb_array_elements(facts->'exceptions') with ordinality as listed(exception, place)",
      )
      .select(
        this.#knex.raw('place::int as place'),
        this.#knex.raw('coalesce(exception->>?, ?) as ends', [
          'expires',
          NEVER,
        ]),
      )
      .where({ kind: 'openvex', outcome: 'verified' });
    return this.#ofCatalog(query, visibility);
  }

  #attestations(first: string) {
    return this.#knex('attestations')
      .join('releases', 'releases.id', 'attestations.release_id')
      .select(this.#knex.raw(first), ...attestationColumns(this.#knex));
  }

  /** Evidence stays when its entity is gone; whoever looks over the company looks at what is there. */
  #ofCatalog(query: Knex.QueryBuilder, visibility: Visibility) {
    query.whereIn(
      'releases.entity_ref',
      this.#knex('entity_mirror').select('entity_ref'),
    );
    return this.#mirror.restrict(query, 'releases.entity_ref', visibility);
  }
}

function toIso(time: number): string {
  return new Date(time).toISOString();
}
