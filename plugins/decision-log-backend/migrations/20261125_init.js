// @ts-check

/** @param {import('knex').Knex} knex */
exports.up = async function up(knex) {
  await knex.schema.createTable('classes', table => {
    table.comment('Retention classes; each has its own partitions');
    table.specificType('id', 'smallint generated always as identity').primary();
    table.text('name').notNullable().unique();
    table.integer('days').notNullable();
  });
  await knex.schema.createTable('terms', table => {
    table.comment('What events repeat: paths, reasons, entity references');
    table.specificType('id', 'integer generated always as identity').primary();
    table.text('kind').notNullable();
    table.text('text').notNullable();
    table.date('last_used').notNullable().comment('Day of the newest event');
    table.unique(['kind', 'text']);
  });
  await knex.schema.createTable('instances', table => {
    table.comment('OPA processes, and how many events of each came');
    table.specificType('id', 'integer generated always as identity').primary();
    table.text('uploaded_by').notNullable();
    table.text('opa_id').notNullable().comment('Label id; empty when absent');
    table.jsonb('labels').notNullable();
    table.text('entity_ref');
    table.timestamp('first_seen').notNullable();
    table.timestamp('last_seen').notNullable();
    for (const counter of [
      'stored',
      'unmapped',
      'duplicates',
      'quarantined',
      'dropped',
    ]) {
      table.bigInteger(counter).notNullable().defaultTo(0);
    }
    table.jsonb('reported').comment('From the newest status report');
    table.unique(['uploaded_by', 'opa_id']);
    table.index(['last_seen', 'id']);
  });
  await knex.schema.createTable('quarantine', table => {
    table.specificType('id', 'bigint generated always as identity').primary();
    table.timestamp('received_at').notNullable().index();
    table.integer('instance').notNullable();
    table.text('code').notNullable();
    table.text('reason').notNullable();
    table.text('digest').notNullable().comment('SHA-256 of the bytes');
    table.integer('size').notNullable();
    table
      .binary('bytes')
      .comment('The first of them, only where no mask is configured');
  });

  // Times are microseconds since 1970: what a cursor, a bucket and the bound of a partition are made of.
  await knex.raw(`
    create table events (
      at bigint not null,
      block integer not null,
      entity integer,
      path integer,
      reason integer,
      instance integer not null,
      ord integer not null,
      class smallint not null,
      result smallint not null,
      decision uuid not null,
      masked boolean not null,
      decision_id text,
      subject text,
      resource text
    ) partition by list (class)`);
  await knex.raw(
    `comment on column events.decision is 'The decision_id where that is a UUID, else made from its digest'`,
  );
  await knex.raw(
    `comment on column events.decision_id is 'Only where it is no UUID'`,
  );
  await knex.raw(
    'create index events_entity_at on events (entity, at desc) include (result)',
  );
  await knex.raw(`
    create table blocks (
      id integer not null,
      class smallint not null,
      at bigint not null,
      data bytea not null
    ) partition by list (class)`);
  await knex.raw(`comment on column blocks.at is 'Start of the day'`);
  // It is compressed already.
  await knex.raw('alter table blocks alter column data set storage external');
  await knex.raw('create index blocks_id on blocks (id)');
  await knex.raw('create sequence block_ids as integer increment by 100');
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.raw('drop sequence block_ids');
  for (const table of [
    'blocks',
    'events',
    'quarantine',
    'instances',
    'terms',
    'classes',
  ]) {
    await knex.schema.dropTable(table);
  }
};
