export { PanelNav } from './PanelNav';
export type { PanelAnchor } from './PanelNav';
export { PanelSection, SidePanel } from './SidePanel';
