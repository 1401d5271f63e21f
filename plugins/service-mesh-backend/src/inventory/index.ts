export * from './ClusterInventory';
export { imageTag } from './imageTag';
export { parseLabelSelector } from './LabelSelector';
export type { LabelRequirement, ParsedLabelSelector } from './LabelSelector';
