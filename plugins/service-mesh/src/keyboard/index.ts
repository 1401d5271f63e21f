export { ShortcutHelp } from './ShortcutHelp';
export type { ShortcutLine } from './ShortcutHelp';
export { useShortcuts } from './useShortcuts';
export { useTabShortcuts } from './useTabShortcuts';
export type { TabShortcuts } from './useTabShortcuts';
