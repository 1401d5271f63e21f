export { ToolbarMenu } from './ToolbarMenu';
