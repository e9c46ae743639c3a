// @ts-check

/** @param {import('knex').Knex} knex */
exports.up = async function up(knex) {
  await knex.schema.createTable('replays', table => {
    table.uuid('id').primary();
    table.text('entity_ref').notNullable();
    table.text('requested_by').notNullable();
    table.text('state').notNullable();
    table.timestamp('created_at').notNullable().index();
    table.timestamp('ended_at');
    table
      .timestamp('alive_at')
      .notNullable()
      .comment('Whoever runs it says so here; nobody does after a stop');
    table.bigInteger('window_from').notNullable().comment('Microseconds');
    table.bigInteger('window_to').notNullable();
    table.boolean('pasted').notNullable();
    table.text('ref');
    table.text('folder');
    table.text('policy').notNullable().comment('SHA-256 of the candidate');
    table.integer('total').notNullable();
    table.integer('seen').notNullable().defaultTo(0);
    table.text('error');
    table.jsonb('outcome');
    table.index(['entity_ref', 'created_at']);
  });
  await knex.raw(
    "create unique index replays_one_each on replays (requested_by) where state = 'running'",
  );
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.dropTable('replays');
};
