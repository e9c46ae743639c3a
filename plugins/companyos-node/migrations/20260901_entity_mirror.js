// @ts-check

/** @param {import('knex').Knex} knex */
exports.up = async function up(knex) {
  await knex.schema.createTable('entity_mirror', table => {
    table.text('entity_ref').primary();
    table.text('kind').notNullable().comment('Lower case');
    table
      .specificType('owners', 'text[]')
      .notNullable()
      .comment('Targets of ownedBy relations, lower case');
    table.jsonb('annotations').notNullable();
    table.jsonb('labels').notNullable();
    table.index('owners', undefined, 'gin');
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.dropTable('entity_mirror');
};
