import {
  MAX_CHANGES,
  type Changes,
} from '@companyos/plugin-supply-chain-common';
import type { Knex } from 'knex';
import { toComponentName } from './componentName';
import { SBOM_KINDS } from './content';
import { OF_NEWEST_SCAN, toFinding, type FindingRow } from './FindingStore';
import type { ReleaseRow } from './ReleaseStore';

type Counted = { total: string };

type ComponentRow = {
  name: string;
  before: string[] | null;
  after: string[] | null;
  added: string;
  removed: string;
  changed: string;
};

const COMPONENTS = `
  select name, array_agg(distinct version order by version) as versions
  from boms
  cross join lateral unnest(components) as listed (component_id)
  join component_versions on component_versions.id = component_id
  join component_names on component_names.id = name_id
  where release_id = ?
  group by name`;

/** Compares two releases: one query for each kind of thing. */
export class ChangeStore {
  readonly #knex: Knex;

  constructor(knex: Knex) {
    this.#knex = knex;
  }

  /** What a release changes against an earlier one. */
  async compare(release: ReleaseRow, since: ReleaseRow): Promise<Changes> {
    const kinds = await this.#provenByBoth(release, since);
    return {
      since: since.digest,
      ...(kinds.has('sbom') && {
        components: await this.#components(release, since),
      }),
      ...(kinds.has('vulnerabilities') && {
        findings: await this.#findings(release, since),
      }),
    };
  }

  /** The kinds of statements of which both releases have a verified one; `sbom` for each bill of materials. */
  async #provenByBoth(
    release: ReleaseRow,
    since: ReleaseRow,
  ): Promise<Set<string>> {
    const kind = this.#knex.raw(
      'case when kind = any(?) then ? else kind end',
      [[...SBOM_KINDS], 'sbom'],
    );
    const rows: { proven: string }[] = await this.#knex('attestations')
      .select({ proven: kind })
      .where('outcome', 'verified')
      .whereIn('release_id', [release.id, since.id])
      .groupBy('proven')
      .having(
        this.#knex.raw('count(distinct release_id) = ?', [
          release.id === since.id ? 1 : 2,
        ]),
      );
    return new Set(rows.map(({ proven }) => proven));
  }

  async #components(
    release: ReleaseRow,
    since: ReleaseRow,
  ): Promise<Changes['components']> {
    const { rows } = await this.#knex.raw<{ rows: ComponentRow[] }>(
      `with earlier as (${COMPONENTS}), later as (${COMPONENTS})
       select name, earlier.versions as before, later.versions as after,
         count(*) filter (where earlier.versions is null) over () as added,
         count(*) filter (where later.versions is null) over () as removed,
         count(*) filter (where earlier.versions is not null and later.versions is not null) over () as changed
       from earlier full join later using (name)
       where earlier.versions is distinct from later.versions
       order by name limit ?`,
      [since.id, release.id, MAX_CHANGES],
    );
    const [first] = rows;
    return {
      added: Number(first?.added ?? 0),
      removed: Number(first?.removed ?? 0),
      changed: Number(first?.changed ?? 0),
      items: rows.map(({ name, before, after }) => ({
        ...toComponentName(name),
        before: before ?? [],
        after: after ?? [],
      })),
    };
  }

  async #findings(
    release: ReleaseRow,
    since: ReleaseRow,
  ): Promise<Changes['findings']> {
    const fixed = await this.#foundOnlyIn(since, release);
    const introduced = await this.#foundOnlyIn(release, since);
    return {
      fixed: Number(fixed[0]?.total ?? 0),
      introduced: Number(introduced[0]?.total ?? 0),
      fixedItems: fixed.map(toFinding),
      introducedItems: introduced.map(toFinding),
    };
  }

  /** Whatever the version of the package: a vulnerability that came along with an update was not fixed by it. */
  async #foundOnlyIn(
    one: ReleaseRow,
    other: ReleaseRow,
  ): Promise<(FindingRow & Counted)[]> {
    return this.#knex('release_findings')
      .select('*', this.#knex.raw('count(*) over () as total'))
      .where('release_id', one.id)
      .whereRaw(OF_NEWEST_SCAN)
      .whereNotExists(
        this.#knex
          .select(this.#knex.raw('1'))
          .from('release_findings as others')
          .where('others.release_id', other.id)
          .whereRaw(OF_NEWEST_SCAN.replaceAll('release_findings.', 'others.'))
          .whereRaw('others.vulnerability = release_findings.vulnerability')
          .whereRaw(
            'others.package is not distinct from release_findings.package',
          ),
      )
      .orderBy('id')
      .limit(MAX_CHANGES);
  }
}
