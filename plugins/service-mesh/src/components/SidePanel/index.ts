export { PanelSection, SidePanel } from './SidePanel';
