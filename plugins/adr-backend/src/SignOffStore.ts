import { randomUUID } from 'node:crypto';
import {
  summarizeSignOffs,
  type Requirement,
  type SignOff,
  type SignOffSummary,
} from '@companyos/plugin-adr-common';
import type { Knex } from 'knex';

type Row = {
  id: string;
  entity_ref: string;
  path: string;
  revision: string;
  user_ref: string;
  groups: string[];
  development: boolean;
  via: SignOff['via'];
  url: string | null;
  signed_at: Date;
};

type Declared = {
  path: string;
  revision: string;
  requirements: Requirement[] | null;
};

/** A document whose groups wait to be told or asked. */
export type WaitingDocument = {
  entityRef: string;
  path: string;
  title: string;
  revision: string;
  requirements: Requirement[];
  /** Groups of which a sign-off is missing. */
  awaiting: string[];
  sourceUrl?: string;
};

/** The rows of sign-offs, and what follows from them for the documents. */
export class SignOffStore {
  readonly #knex: Knex;
  readonly #countDevelopment: boolean;

  constructor(knex: Knex, options: { countDevelopment: boolean }) {
    this.#knex = knex;
    this.#countDevelopment = options.countDevelopment;
  }

  /** All that were ever given for a document, newest first. */
  async given(entityRef: string, path: string): Promise<SignOff[]> {
    const rows = await this.#knex<Row>('sign_offs')
      .where({ entity_ref: entityRef, path })
      .orderBy('signed_at', 'desc');
    return rows.map(fromRow);
  }

  /**
   * Keeps a sign-off, if its revision is still the document's; the same one again changes nothing.
   *
   * @returns the one that is kept; undefined when the document has another revision by now, or is gone.
   */
  async add(
    document: { entityRef: string; path: string },
    signOff: SignOff,
  ): Promise<SignOff | undefined> {
    const { entityRef, path } = document;
    return this.#knex.transaction(async trx => {
      const key = { entity_ref: entityRef, path, revision: signOff.revision };
      const current = await trx('documents').where(key).forUpdate().first();
      if (!current) return undefined;
      await trx('sign_offs')
        .insert({ id: randomUUID(), ...key, ...toRow(signOff) })
        .onConflict([...Object.keys(key), 'user_ref', 'development'])
        .ignore();
      await this.refresh(trx, entityRef, path);
      const { user: user_ref, development } = signOff;
      const row = await trx<Row>('sign_offs')
        .where({ ...key, user_ref, development })
        .first();
      return row && fromRow(row);
    });
  }

  /** Says anew how far the sign-offs of an entity's documents are, or of one of them. */
  async refresh(trx: Knex, entityRef: string, path?: string): Promise<void> {
    const where = { entity_ref: entityRef, ...(path && { path }) };
    const declared: Declared[] = await trx('documents')
      .select('path', 'revision', 'requirements')
      .where(where)
      .whereNotNull('markdown');
    if (declared.length === 0) return;
    const given = await trx<Row>('sign_offs').where(where);
    const byPath = Map.groupBy(given, row => row.path);
    const states = declared.map(document => {
      const signOffs = (byPath.get(document.path) ?? []).map(fromRow);
      const summary = this.#summarize(document, signOffs);
      return {
        path: document.path,
        sign_offs: summary,
        awaiting: summary.requirements
          .filter(({ missing }) => missing > 0)
          .map(({ group }) => group),
      };
    });
    await trx.raw(
      `update documents set sign_offs = state.sign_offs, awaiting = state.awaiting
       from jsonb_to_recordset(?::jsonb) as state (path text, sign_offs jsonb, awaiting text[])
       where documents.entity_ref = ? and documents.path = state.path
         and (documents.sign_offs, documents.awaiting) is distinct from (state.sign_offs, state.awaiting)`,
      [JSON.stringify(states), entityRef],
    );
  }

  /** Documents whose groups were not told of the current revision yet. */
  async toNotify(): Promise<WaitingDocument[]> {
    return this.#waiting('notified_revision');
  }

  async notified(document: WaitingDocument): Promise<void> {
    await this.#mark('notified_revision', document);
  }

  /** Documents for whose current revision GitHub was not asked for approvals yet. */
  async toAskForApprovals(): Promise<WaitingDocument[]> {
    return this.#waiting('approvals_revision');
  }

  async askedForApprovals(document: WaitingDocument): Promise<void> {
    await this.#mark('approvals_revision', document);
  }

  #summarize(document: Declared, given: SignOff[]): SignOffSummary {
    const { requirements, revision } = document;
    if (!requirements) {
      return { state: 'invalid', requirements: [], development: false };
    }
    return summarizeSignOffs({
      requirements,
      revision,
      given,
      countDevelopment: this.#countDevelopment,
    });
  }

  async #waiting(mark: string): Promise<WaitingDocument[]> {
    return this.#knex('documents')
      .select({
        entityRef: 'entity_ref',
        path: 'path',
        title: this.#knex.raw("record ->> 'title'"),
        sourceUrl: this.#knex.raw("record ->> 'sourceUrl'"),
        revision: 'revision',
        requirements: 'requirements',
        awaiting: 'awaiting',
      })
      .whereRaw("awaiting <> '{}' and ?? is distinct from revision", [mark])
      .orderBy(['entity_ref', 'path'])
      .limit(1000);
  }

  async #mark(mark: string, document: WaitingDocument): Promise<void> {
    const { entityRef, path, revision } = document;
    await this.#knex('documents')
      .where({ entity_ref: entityRef, path, revision })
      .update({ [mark]: revision });
  }
}

function toRow(signOff: SignOff) {
  return {
    user_ref: signOff.user,
    groups: signOff.groups,
    development: signOff.development,
    via: signOff.via,
    url: signOff.url ?? null,
    signed_at: new Date(signOff.signedAt),
  };
}

function fromRow(row: Row): SignOff {
  return {
    user: row.user_ref,
    groups: row.groups,
    revision: row.revision,
    signedAt: row.signed_at.toISOString(),
    development: row.development,
    via: row.via,
    url: row.url ?? undefined,
  };
}
