export * from './ClusterInventory';
export { parseLabelSelector } from './LabelSelector';
export type { LabelRequirement, ParsedLabelSelector } from './LabelSelector';
