// @ts-check

/** @param {import('knex').Knex} knex */
exports.up = async function up(knex) {
  await knex.schema.createTable('boms', table => {
    table.integer('attestation').primary().comment('Its number');
    table
      .integer('release_id')
      .notNullable()
      .index()
      .references('releases.id')
      .onDelete('CASCADE');
    table
      .specificType('components', 'integer[]')
      .notNullable()
      .comment('Ids of component_versions, in ascending order');
    table
      .specificType('licences', 'integer[]')
      .notNullable()
      .comment('Of each component, in the same order; null where it has none');
    table
      .specificType('depths', 'integer[]')
      .notNullable()
      .comment('Of each component: steps from the artifact');
  });
  // The lists lie beside the rows, so that a search by the index below reads rows alone.
  await knex.raw('alter table boms set (toast_tuple_target = 128)');
  await knex.raw(
    `insert into boms (attestation, release_id, components, licences, depths)
     select attestation, release_id,
       array_agg(component_id order by component_id),
       array_agg(licence_id order by component_id),
       array_agg(depth order by component_id)
     from release_components group by attestation, release_id`,
  );
  // Without a list of what is still to be sorted in, which every search would have to read.
  await knex.raw(
    'create index boms_components_index on boms using gin (components) with (fastupdate = off)',
  );
  await knex.schema.dropTable('release_components');
  // The versions of one package are few, and the unique index has them side by side.
  await knex.schema.alterTable('component_versions', table =>
    table.dropIndex(['name_id', 'sort_key']),
  );
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.alterTable('component_versions', table =>
    table.index(['name_id', 'sort_key']),
  );
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
  await knex.raw(
    `insert into release_components (component_id, release_id, attestation, licence_id, depth)
     select component_id, release_id, attestation, licence_id, depth
     from boms
     cross join lateral unnest(components, licences, depths) as listed (component_id, licence_id, depth)`,
  );
  await knex.schema.dropTable('boms');
};
