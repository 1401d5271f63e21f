/**
 * What all instances of the portal must know and nobody else: keys that are drawn once.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.createTable('secrets', table => {
    table.string('name', 64).notNullable().primary();
    table.string('value', 128).notNullable();
  });
};

/**
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  await knex.schema.dropTable('secrets');
};
