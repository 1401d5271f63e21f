export { findKey, pauseKey } from './commonKeys';
export { ShortcutHelp } from './ShortcutHelp';
export type { ShortcutLine } from './ShortcutHelp';
export { useShortcuts } from './useShortcuts';
export type { Shortcuts } from './useShortcuts';
export { useTabShortcuts } from './useTabShortcuts';
export type { TabShortcuts } from './useTabShortcuts';
