// @ts-check

/** @param {import('knex').Knex} knex */
exports.up = async function up(knex) {
  // No foreign keys to the mirror of entities: evidence stays, whatever becomes of the entity.
  await knex.schema.createTable('releases', table => {
    table.increments('id');
    table.text('entity_ref').notNullable();
    table.text('digest').notNullable().comment('Of the artifact');
    table
      .boolean('is_product')
      .notNullable()
      .comment('No release, but the product that exceptions are about');
    table.timestamp('created_at').notNullable().defaultTo(knex.fn.now());
    table.unique(['entity_ref', 'digest']);
    table.index('digest');
    table.index(['entity_ref', 'id']);
  });
  await knex.schema.createTable('attestations', table => {
    table.increments('number').comment('Short, and in the order of uploads');
    table.uuid('id').notNullable().unique();
    table
      .integer('release_id')
      .notNullable()
      .references('releases.id')
      .onDelete('CASCADE');
    table.text('bundle_digest').notNullable();
    table.binary('bundle').notNullable().comment('As it was received');
    table.text('kind').notNullable().comment('As it says itself');
    table.text('predicate_type');
    table.text('outcome').notNullable();
    table.text('code').notNullable();
    table.text('reason').notNullable();
    table.jsonb('checks').notNullable();
    table.jsonb('signer');
    table.timestamp('signed_at');
    table.timestamp('verified_at').notNullable();
    table.text('policy').notNullable().comment('Digest of the trust policy');
    table
      .jsonb('facts')
      .comment('What was signed, in brief; only while it is verified');
    table.text('uploaded_by').notNullable();
    table.timestamp('uploaded_at').notNullable().defaultTo(knex.fn.now());
    table.unique(['release_id', 'bundle_digest']);
    table.index(['policy', 'verified_at']);
  });
  await knex.schema.createTable('component_names', table => {
    table.increments('id');
    table
      .text('name')
      .notNullable()
      .unique()
      .comment('Package URL without version, or bom: and a name');
  });
  await knex.schema.createTable('component_versions', table => {
    table.increments('id');
    table.integer('name_id').notNullable().references('component_names.id');
    table.text('version').notNullable();
    table
      .binary('sort_key')
      .comment('Orders as semantic versions do; null where it is none');
    table.unique(['name_id', 'version']);
    table.index(['name_id', 'sort_key']);
  });
  await knex.schema.createTable('licences', table => {
    table.increments('id');
    table.text('name').notNullable().unique();
  });
  await knex.schema.createTable('release_components', table => {
    table
      .integer('component_id')
      .notNullable()
      .references('component_versions.id');
    table
      .integer('release_id')
      .notNullable()
      .references('releases.id')
      .onDelete('CASCADE');
    table.integer('attestation').notNullable().comment('Its number');
    table.integer('licence_id').references('licences.id');
    table.integer('depth').comment('Steps from the artifact');
    table.primary(['component_id', 'release_id', 'attestation']);
    table.index('release_id');
  });
  await knex.schema.createTable('upload_tokens', table => {
    table.text('id').primary().comment('Issuer and jti of a token, hashed');
    table.timestamp('expires_at').notNullable().index();
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  for (const table of [
    'upload_tokens',
    'release_components',
    'licences',
    'component_versions',
    'component_names',
    'attestations',
    'releases',
  ]) {
    await knex.schema.dropTable(table);
  }
};
