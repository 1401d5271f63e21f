/**
 * Which instance of the portal does a piece of work that all of them need, and until when. Times are milliseconds since the epoch by
 * the database's own clock.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.createTable('leases', table => {
    table.string('name', 128).notNullable().primary();
    table.string('holder', 64).notNullable();
    table.bigInteger('expires_at').notNullable().index();
  });
};

/**
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  await knex.schema.dropTable('leases');
};
