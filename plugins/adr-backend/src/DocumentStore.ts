import {
  type Adr,
  type AdrStatus,
  type Requirement,
  type SignOffDocument,
  type SignOffSummary,
  type Source,
  type Summary,
} from '@companyos/plugin-adr-common';
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
import type { Knex } from 'knex';
import { z } from 'zod/v4';

/** What a stored record shows by itself; the sign-offs stand beside it. */
export type StoredRecord = Omit<Adr, 'signOffs' | 'text' | 'revision'> & {
  revision?: string;
};

type Item = {
  record: StoredRecord;
  sign_offs: SignOffSummary | null;
  plain_text?: string | null;
  number: number;
  day: string;
};

/** A document with required sign-offs, for whoever shows it or signs it off. */
export type StoredDocument = {
  document: SignOffDocument;
  requirements: Requirement[];
  markdown: string;
};

// A cursor comes from outside: what PostgreSQL would choke on is none of ours.
const text = z.string().refine(value => !value.includes('\0'));
const byNumberSchema = z.object({ n: z.int32(), p: text });
const byDaySchema = z.object({ d: text, e: text, p: text });
const byPathSchema = z.object({ e: text, p: text });

/** Reads documents: one query for each question, whatever it is about. */
export class DocumentStore {
  readonly #knex: Knex;
  readonly #mirror: EntityMirror;

  constructor(knex: Knex, mirror: EntityMirror) {
    this.#knex = knex;
    this.#mirror = mirror;
  }

  /** An entity's decision records by number; those without one last. */
  async listEntityAdrs(entityRef: string, page: PageQuery): Promise<Page<Adr>> {
    const after = page.cursor && decodeCursor(page.cursor, byNumberSchema);
    const query = this.#knex('documents')
      .select(
        'record',
        'sign_offs',
        'number',
        this.#knex('documents')
          .count()
          .where({ entity_ref: entityRef, is_adr: true })
          .as('total'),
      )
      .where({ entity_ref: entityRef, is_adr: true })
      .orderBy(['number', 'path'])
      .limit(page.limit + 1);
    if (after) query.whereRaw('(number, path) > (?, ?)', [after.n, after.p]);
    const rows: (Item & { total: string })[] = await query;
    return {
      ...toPage(rows, page.limit, toAdr, ({ number, record }) =>
        encodeCursor({ n: number, p: record.path }),
      ),
      totalItems: Number(rows[0]?.total ?? 0),
    };
  }

  /** The decision records of all entities that are shown, newest first. */
  async listAdrs(
    filter: PageQuery & {
      status?: AdrStatus;
      query?: string;
      include?: 'text';
    },
    visibility: Visibility,
  ): Promise<Page<Adr>> {
    const after = filter.cursor && decodeCursor(filter.cursor, byDaySchema);
    const query = this.#knex('documents')
      .select('record', 'sign_offs', 'day')
      .where({ is_adr: true })
      .orderBy([
        { column: 'day', order: 'desc' },
        { column: 'entity_ref', order: 'desc' },
        { column: 'path', order: 'desc' },
      ])
      .limit(filter.limit + 1);
    if (filter.include) query.select('plain_text');
    if (filter.status) query.where({ status: filter.status });
    if (filter.query) {
      const pattern = filter.query.toLowerCase().replace(/[\\%_]/g, '\\$&');
      query.whereLike('search', `%${pattern}%`);
    }
    if (after) {
      query.whereRaw('(day, entity_ref, path) < (?, ?, ?)', [
        after.d,
        after.e,
        after.p,
      ]);
    }
    this.#mirror.restrict(query, 'entity_ref', visibility);
    const rows: Item[] = await query;
    return toPage(rows, filter.limit, toAdr, ({ day, record }) =>
      encodeCursor({ d: day, e: record.entityRef, p: record.path }),
    );
  }

  /** Documents with required sign-offs, by entity and path. */
  async listDocuments(
    filter: PageQuery & {
      /** Only those where a sign-off is missing; of the person, when one is given. */
      awaiting?: { user?: { userRef: string; groups: string[] } };
    },
    visibility: Visibility,
  ): Promise<Page<SignOffDocument>> {
    const after = filter.cursor && decodeCursor(filter.cursor, byPathSchema);
    const query = this.#knex('documents')
      .select('record', 'sign_offs', 'is_adr')
      .whereNotNull('sign_offs')
      .orderBy(['entity_ref', 'path'])
      .limit(filter.limit + 1);
    const user = filter.awaiting?.user;
    if (user) {
      query
        .whereRaw('awaiting && ?::text[]', [user.groups])
        .whereNotExists(
          this.#knex('sign_offs')
            .select(this.#knex.raw('1'))
            .whereRaw(
              'sign_offs.entity_ref = documents.entity_ref and sign_offs.path = documents.path and sign_offs.revision = documents.revision',
            )
            .where('user_ref', user.userRef),
        );
    } else if (filter.awaiting) {
      query.whereRaw("awaiting <> '{}'");
    }
    if (after) {
      query.whereRaw('(entity_ref, path) > (?, ?)', [after.e, after.p]);
    }
    this.#mirror.restrict(query, 'entity_ref', visibility);
    const rows: (Item & { is_adr: boolean })[] = await query;
    return toPage(rows, filter.limit, toDocument, ({ record }) =>
      encodeCursor({ e: record.entityRef, p: record.path }),
    );
  }

  /** A document with required sign-offs; undefined when there is none. */
  async getDocument(
    entityRef: string,
    path: string,
  ): Promise<StoredDocument | undefined> {
    const row = await this.#knex('documents')
      .select('record', 'sign_offs', 'is_adr', 'requirements', 'markdown')
      .where({ entity_ref: entityRef, path })
      .whereNotNull('sign_offs')
      .first();
    return (
      row && {
        document: toDocument(row),
        requirements: row.requirements ?? [],
        markdown: row.markdown,
      }
    );
  }

  /** Counts for many entities in one query; those that are not shown, or are not there, are left out. */
  async summaries(
    entityRefs: string[],
    visibility: Visibility,
  ): Promise<Map<string, Summary>> {
    const query = this.#knex('entity_mirror')
      .leftJoin('sources', 'sources.entity_ref', 'entity_mirror.entity_ref')
      .leftJoin('documents', 'documents.entity_ref', 'entity_mirror.entity_ref')
      .whereRaw('entity_mirror.entity_ref = any(?::text[])', [entityRefs])
      .groupBy('entity_mirror.entity_ref', 'sources.entity_ref', 'status')
      .select('entity_mirror.entity_ref', 'status', 'state', 'code', 'reason', {
        adrs: this.#knex.raw('count(*) filter (where is_adr)'),
        documents: this.#knex.raw('count(sign_offs)'),
        awaiting: this.#knex.raw("count(*) filter (where awaiting <> '{}')"),
      });
    this.#mirror.restrict(query, 'entity_mirror.entity_ref', visibility);
    return toSummaries(await query);
  }
}

type CountRow = {
  entity_ref: string;
  status: AdrStatus | null;
  state: Source['state'] | null;
  code: Source['code'] | null;
  reason: string | null;
  adrs: string;
  documents: string;
  awaiting: string;
};

function toSummaries(rows: CountRow[]): Map<string, Summary> {
  const summaries = new Map<string, Summary>();
  for (const row of rows) {
    const summary = summaries.get(row.entity_ref) ?? {
      source: {
        state: row.state ?? 'pending',
        code: row.code ?? undefined,
        reason: row.reason ?? undefined,
      },
      adrs: { total: 0, byStatus: {} },
      documents: { total: 0, awaiting: 0 },
    };
    const adrs = Number(row.adrs);
    summary.adrs.total += adrs;
    if (row.status) summary.adrs.byStatus[row.status] = adrs;
    summary.documents.total += Number(row.documents);
    summary.documents.awaiting += Number(row.awaiting);
    summaries.set(row.entity_ref, summary);
  }
  return summaries;
}

function toPage<Row, T>(
  rows: Row[],
  limit: number,
  toItem: (row: Row) => T,
  cursorOf: (row: Row) => string,
): Page<T> {
  const shown = rows.slice(0, limit);
  return {
    items: shown.map(toItem),
    ...(rows.length > limit && { nextCursor: cursorOf(shown[limit - 1]) }),
  };
}

function toAdr({ record, sign_offs, plain_text }: Item): Adr {
  return {
    ...record,
    ...(sign_offs && { signOffs: sign_offs }),
    ...(typeof plain_text === 'string' && { text: plain_text }),
  };
}

function toDocument(row: {
  record: StoredRecord;
  sign_offs: SignOffSummary | null;
  is_adr: boolean;
}): SignOffDocument {
  const { entityRef, path, title, sourceUrl, techDocsPath } = row.record;
  return {
    entityRef,
    path,
    title,
    // Where sign-offs are required the file was read, so both are there.
    revision: row.record.revision!,
    signOffs: row.sign_offs!,
    sourceUrl,
    techDocsPath,
    problems: row.record.problems,
    adr: row.is_adr,
  };
}
