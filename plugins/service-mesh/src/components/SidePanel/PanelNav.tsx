import { useRef } from 'react';
import styles from './SidePanel.module.css';

/** A section of a panel that can be gone to. */
export interface PanelAnchor {
  /** As its `PanelSection` has it. */
  anchor: string;
  title: string;
  amount?: string;
}

/** Leads to the sections of a long panel. It stays in sight; it must be a direct child of the panel. */
export function PanelNav(props: {
  label: string;
  sections: readonly PanelAnchor[];
}) {
  const { label, sections } = props;
  const ref = useRef<HTMLElement>(null);
  const goTo = (anchor: string) => {
    const body = ref.current?.parentElement;
    const section = body?.querySelector<HTMLElement>(
      `[data-anchor="${anchor}"]`,
    );
    if (!ref.current || !body || !section) {
      return;
    }
    // not scrollIntoView, which scrolls the page around the panel too
    body.scrollTop +=
      section.getBoundingClientRect().top -
      ref.current.getBoundingClientRect().bottom;
    section.focus({ preventScroll: true });
  };
  return (
    <nav ref={ref} className={styles.nav} aria-label={label}>
      {sections.map(({ anchor, title, amount }) => (
        <button
          key={anchor}
          type="button"
          className={styles.jump}
          onClick={() => goTo(anchor)}
        >
          {title} {amount && <span>{amount}</span>}
        </button>
      ))}
    </nav>
  );
}
