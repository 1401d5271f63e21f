export { CloseButton } from './CloseButton';
export { CopyButton } from './CopyButton';
export { DataAge } from './DataAge';
export {
  DataTable,
  saveBlob,
  saveTable,
  saveText,
  tableStyles,
  toCsv,
} from './DataTable';
export { EmptyState } from './EmptyState';
export { FindField } from './FindField';
export type { FindPreset } from './FindField';
export { ExplainContext, Explained } from './Explained';
export type {
  ExplainRequest,
  ExplainedGroup,
  ExplainedOwner,
  OpenExplanation,
} from './Explained';
export { HEALTH_MESSAGES, HealthShape } from './HealthShape';
export { InfoButton } from './InfoButton';
export { KindGlyph } from './KindGlyph';
export { KubernetesLink } from './KubernetesLink';
export { Lock } from './Lock';
export { MetricNumber, successTone } from './MetricNumber';
export type { NumberTone } from './MetricNumber';
export { MomentForm } from './MomentForm';
export type { MomentField } from './MomentForm';
export { NameCell, nodeColumns } from './NodeColumns';
export { Notice } from './Notice';
export { OriginPill } from './OriginPill';
export { PanelNav, PanelSection, SidePanel } from './SidePanel';
export type { PanelAnchor } from './SidePanel';
export { RowName } from './RowName';
export { SegmentedControl } from './SegmentedControl';
export type { Segment } from './SegmentedControl';
export { SortableTable } from './SortableTable';
export type { TableColumn } from './SortableTable';
export { TabSwitch, useTabPaths, useTapPath } from './TabSwitch';
export { Toolbar, ToolbarSelect } from './Toolbar';
export { ToolbarMenu } from './ToolbarMenu';
export { EntityLinks, EntityName } from './EntityLinks';
export { Identities } from './Identities';
export { MetricGrid, panelMetrics } from './MetricGrid';
export type { Metric } from './MetricGrid';
export { trafficColumns } from './TrafficColumns';
export { ClusterSelect, WindowSelect } from './PageSelects';
export { VirtualTable } from './VirtualTable';
