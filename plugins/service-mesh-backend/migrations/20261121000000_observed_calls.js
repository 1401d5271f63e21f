/**
 * Who was seen calling whom, and when: what no source of numbers remembers for long. Times are milliseconds since the epoch; source
 * and target are written by src/dependencies/callEnd.ts.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.createTable('observed_calls', table => {
    table.text('cluster').notNullable();
    table.text('source').notNullable();
    table.text('target').notNullable();
    table.string('protocol', 16).notNullable();
    table.bigInteger('first_seen').notNullable();
    table.bigInteger('last_seen').notNullable().index();
    table.primary(['cluster', 'source', 'target', 'protocol']);
  });
};

/**
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  await knex.schema.dropTable('observed_calls');
};
