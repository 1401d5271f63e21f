import { RefObject, useCallback, useMemo, useState } from 'react';
import { useNavigate } from 'react-router-dom';
import { useTabPaths } from '../components';
import type { MeshTab } from '../components/TabSwitch';
import { Shortcuts, useShortcuts } from './useShortcuts';

const TABS: readonly MeshTab[] = ['topology', 'stats', 'tap'];

/** What the keys of a tab have opened or done; for its `ShortcutHelp`. */
export interface TabShortcuts {
  helpOpen: boolean;
  setHelpOpen(open: boolean): void;
  /** The address of the page was copied, just now. */
  linkCopied: boolean;
  copyLink(): void;
}

/**
 * The keys that do the same on every tab (to another tab, copy the link, list the keys), and those of this one.
 *
 * @param current - the tab of an entity page; undefined on other pages
 */
export function useTabShortcuts(
  element: RefObject<HTMLElement>,
  current: MeshTab | undefined,
  own: Shortcuts,
): TabShortcuts {
  const paths = useTabPaths();
  const navigate = useNavigate();
  const [helpOpen, setHelpOpen] = useState(false);
  const [linkCopied, setLinkCopied] = useState(false);

  const copyLink = useCallback(() => {
    const link = new URL(window.location.href);
    // a link shows what is seen; it must not start anything
    link.searchParams.delete('start');
    navigator.clipboard?.writeText(link.toString()).then(
      () => {
        setLinkCopied(true);
        setTimeout(() => setLinkCopied(false), 2000);
      },
      () => {},
    );
  }, []);

  const shared: Shortcuts = {
    l: copyLink,
    '?': () => setHelpOpen(true),
  };
  TABS.forEach((tab, index) => {
    const path = paths[tab];
    if (path && current && tab !== current) {
      shared[String(index + 1)] = () => navigate(path);
    }
  });
  useShortcuts(element, { ...shared, ...own });
  return useMemo(
    () => ({ helpOpen, setHelpOpen, linkCopied, copyLink }),
    [helpOpen, linkCopied, copyLink],
  );
}
