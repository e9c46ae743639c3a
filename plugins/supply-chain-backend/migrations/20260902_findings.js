// @ts-check

/** @param {import('knex').Knex} knex */
exports.up = async function up(knex) {
  await knex.schema.createTable('release_findings', table => {
    table.increments('id').comment('The most severe of a scan first');
    table
      .integer('release_id')
      .notNullable()
      .references('releases.id')
      .onDelete('CASCADE');
    table.integer('attestation').notNullable().comment("The scan's number");
    table.text('vulnerability').notNullable();
    table
      .specificType('names', 'text[]')
      .notNullable()
      .comment('By which it is searched: its id and aliases, in upper case');
    table.specificType('aliases', 'text[]').notNullable();
    table.text('level').notNullable();
    table.float('score');
    table.text('package').comment('Package URL without version');
    table.text('version');
    table.specificType('fixed', 'text[]').notNullable();
    table.text('summary');
    table.index(['release_id', 'attestation']);
    table.index('names', undefined, 'gin');
  });
  // Scans that are there already are verified anew within a minute, and with that their findings are taken in.
  await knex('attestations')
    .where({ kind: 'vulnerabilities', outcome: 'verified' })
    .update({ outcome: 'unverifiable', policy: '' });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.dropTable('release_findings');
};
