export { PluginDatabase } from './PluginDatabase';
export type { DatabaseClient } from './PluginDatabase';
