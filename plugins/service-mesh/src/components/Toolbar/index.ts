export { Toolbar, ToolbarSelect } from './Toolbar';
