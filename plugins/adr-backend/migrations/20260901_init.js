// @ts-check

/** @param {import('knex').Knex} knex */
exports.up = async function up(knex) {
  await knex.schema.createTable('sources', table => {
    table
      .text('entity_ref')
      .primary()
      .references('entity_mirror.entity_ref')
      .onDelete('CASCADE');
    table.text('state').notNullable();
    table.text('code');
    table.text('reason');
    table.text('url');
    table.text('adr_path').notNullable();
    table
      .text('fingerprint')
      .comment('What was read and how; another one makes the etag void');
    table.text('etag');
    table.integer('failures').notNullable().comment('In a row');
    table.timestamp('checked_at').notNullable();
    table.timestamp('read_at');
  });
  await knex.schema.createTable('documents', table => {
    table
      .text('entity_ref')
      .notNullable()
      .references('entity_mirror.entity_ref')
      .onDelete('CASCADE');
    table.text('path').notNullable();
    table.text('revision').comment('Digest; absent when it is too large');
    table.boolean('is_adr').notNullable();
    table.integer('number').notNullable().comment('The largest when none');
    table.text('status').comment('Of decision records');
    table.text('day').notNullable().comment('YYYY-MM-DD, or empty');
    table.jsonb('record').notNullable().comment('What the API shows');
    table.text('search').notNullable().comment('Lower case');
    table.text('plain_text').comment('Of decision records, for the index');
    table.jsonb('requirements').comment('Required sign-offs');
    table.text('markdown').comment('Only where sign-offs are required');
    table.jsonb('sign_offs').comment('How far they are; null: none required');
    table.specificType('awaiting', 'text[]').notNullable().defaultTo('{}');
    table.text('notified_revision');
    table.text('approvals_revision');
    table.primary(['entity_ref', 'path']);
    table.index(['entity_ref', 'number', 'path']);
    table.index(['day', 'entity_ref', 'path']);
  });
  await knex.schema.createTable('sign_offs', table => {
    table.uuid('id').primary();
    // No foreign keys: what was signed off stays, whatever becomes of the document or the entity.
    table.text('entity_ref').notNullable();
    table.text('path').notNullable();
    table.text('revision').notNullable();
    table.text('user_ref').notNullable();
    table.specificType('groups', 'text[]').notNullable();
    table.boolean('development').notNullable();
    table.text('via').notNullable();
    table.text('url');
    table.timestamp('signed_at').notNullable();
    table.unique(['entity_ref', 'path', 'revision', 'user_ref', 'development']);
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.dropTable('sign_offs');
  await knex.schema.dropTable('documents');
  await knex.schema.dropTable('sources');
};
