import { storableJson } from '@companyos/plugin-companyos-node';
import type { Knex } from 'knex';
import type { StoredRecord } from './DocumentStore';
import type { ReadDocument } from './readDocuments';
import type { SignOffStore } from './SignOffStore';
import type { SourceStore } from './SourceStore';

/** A document that has no number comes after all that have one. */
const NO_NUMBER = 2_147_483_647;

/** A reading that brought documents. */
export type NewReading = Parameters<SourceStore['succeeded']>[0] & {
  documents: (ReadDocument &
    Pick<StoredRecord, 'sourceUrl' | 'techDocsPath'>)[];
};

/** Writes what a source brought: all of it, or nothing. */
export class IngestStore {
  readonly #knex: Knex;
  readonly #sources: SourceStore;
  readonly #signOffs: SignOffStore;

  constructor(knex: Knex, sources: SourceStore, signOffs: SignOffStore) {
    this.#knex = knex;
    this.#sources = sources;
    this.#signOffs = signOffs;
  }

  /** Replaces an entity's documents; one that did not change keeps its row untouched. */
  async replace(reading: NewReading): Promise<void> {
    const { entityRef, documents } = reading;
    const rows = documents.map(document => toRow(entityRef, document));
    await this.#knex.transaction(async trx => {
      await this.#sources.succeeded(reading, trx);
      await trx.raw(
        `delete from documents where entity_ref = ? and not exists (
           select from unnest(?::text[]) as kept (p) where kept.p = path)`,
        [entityRef, rows.map(({ path }) => path)],
      );
      await trx.raw(
        `insert into documents
           (entity_ref, path, revision, is_adr, number, status, day, record, search, plain_text, requirements, markdown)
         select entity_ref, path, revision, is_adr, number, status, day, record, search, plain_text, requirements, markdown
         from jsonb_populate_recordset(null::documents, ?::jsonb)
         on conflict (entity_ref, path) do update set
           revision = excluded.revision, is_adr = excluded.is_adr, number = excluded.number,
           status = excluded.status, day = excluded.day, record = excluded.record, search = excluded.search,
           plain_text = excluded.plain_text, requirements = excluded.requirements, markdown = excluded.markdown,
           sign_offs = case when excluded.markdown is null then null else documents.sign_offs end,
           awaiting = case when excluded.markdown is null then '{}' else documents.awaiting end
         where (documents.revision, documents.record, documents.requirements)
           is distinct from (excluded.revision, excluded.record, excluded.requirements)`,
        // A title can hold, by escapes in YAML or by where it was cut, what is no text for PostgreSQL.
        [storableJson(rows)],
      );
      await this.#signOffs.refresh(trx, entityRef);
    });
  }
}

function toRow(entityRef: string, document: NewReading['documents'][number]) {
  const { path, title, revision, adr, problems, requirements } = document;
  const { sourceUrl, techDocsPath } = document;
  const record = {
    entityRef,
    path,
    title,
    revision,
    sourceUrl,
    techDocsPath,
    problems,
    ...adr,
  };
  return {
    entity_ref: entityRef,
    path,
    revision,
    is_adr: adr !== undefined,
    number: adr?.number ?? NO_NUMBER,
    status: adr?.status,
    day: adr?.date ?? '',
    record,
    search: [title, adr?.number, path, entityRef, ...(adr?.tags ?? [])]
      .join(' ')
      .toLowerCase(),
    plain_text: document.plainText,
    requirements: requirements === 'invalid' ? undefined : requirements,
    markdown: document.markdown,
  };
}
