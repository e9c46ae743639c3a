// @ts-check

/** @param {import('knex').Knex} knex */
exports.up = async function up(knex) {
  await knex.schema.createTable('access_tokens', table => {
    table.comment('Tokens for CI and Git; the values themselves are nowhere.');
    table.uuid('id').primary();
    table.text('owner_ref').notNullable().comment('User who made it.');
    table.text('name').notNullable().comment('Unique for its owner.');
    table.text('scope').notNullable().comment('As named in configuration.');
    table
      .string('value_hash', 64)
      .notNullable()
      .unique()
      .comment('SHA-256 of the value, in hexadecimal.');
    table.timestamp('created_at', { useTz: true }).notNullable();
    table.timestamp('expires_at', { useTz: true }).notNullable();
    table.timestamp('last_used_at', { useTz: true }).comment('To the hour.');
    table.unique(['owner_ref', 'name']);
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.dropTable('access_tokens');
};
