// @ts-check

/** @param {import('knex').Knex} knex */
exports.up = async function up(knex) {
  await knex.schema.createTable('repositories', table => {
    table.text('name').primary();
    table.text('description').notNullable();
    table.text('owner').comment('Entity ref');
    table.text('created_by').notNullable();
    table
      .text('created_for')
      .comment('Opaque key that makes creating safe to repeat');
    table.timestamp('created_at').notNullable();
  });
  await knex.schema.createTable('pushes', table => {
    table.bigIncrements('seq').comment('Order of arrival');
    table.text('id').notNullable().unique();
    table
      .text('repository')
      .notNullable()
      .references('repositories.name')
      .onDelete('CASCADE');
    table.text('ref').notNullable();
    table.text('commit').notNullable();
    table.text('pusher').notNullable();
    table.text('state').notNullable();
    table.text('command').notNullable();
    table.timestamp('pushed_at').notNullable();
    table.timestamp('started_at');
    table.timestamp('finished_at');
    table.integer('exit_code');
    table.text('reason');
    table.text('last_lines');
    table.index(['repository', 'seq']);
    table.index(['state', 'seq']);
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.dropTable('pushes');
  await knex.schema.dropTable('repositories');
};
