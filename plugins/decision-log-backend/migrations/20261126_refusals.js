// @ts-check

/** @param {import('knex').Knex} knex */
exports.up = async function up(knex) {
  // What was not allowed is asked for over all entities, and is a small part of what was decided: deny, error, undefined.
  await knex.raw(
    `create index events_refused on events (at)
     include (entity, path, reason, result) where result in (1, 2, 3)`,
  );
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.raw('drop index events_refused');
};
