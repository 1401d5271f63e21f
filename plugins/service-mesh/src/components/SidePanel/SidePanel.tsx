import { ReactNode, useEffect, useRef } from 'react';
import { useKeyDown } from '../../hooks';
import { CloseButton } from '../CloseButton';
import styles from './SidePanel.module.css';

/** Details of what is selected, docked at the right; over the content on narrow screens, a sheet at the bottom on small ones. */
export function SidePanel(props: {
  label: string;
  kind: ReactNode;
  title: ReactNode;
  wide?: boolean;
  /** Buttons beside the one that closes. */
  actions?: ReactNode;
  onClose(): void;
  foot?: ReactNode;
  children: ReactNode;
  /** Moves focus into the panel when it opens by keyboard. */
  takeFocus?: boolean;
}) {
  const { label, kind, title, wide, onClose, foot, children, takeFocus } =
    props;
  const ref = useRef<HTMLElement>(null);
  const opener = useRef<Element | null>(null);
  useEffect(() => {
    if (takeFocus) {
      opener.current ??= document.activeElement;
      ref.current?.focus();
    }
  }, [takeFocus, label]);
  useEffect(
    () => () => {
      // a focus that went with the panel would be nowhere, and keys would do nothing
      if (document.activeElement === document.body) {
        (opener.current as HTMLElement | null)?.focus();
      }
    },
    [],
  );
  useKeyDown(ref, event => {
    if (event.key === 'Escape') {
      event.stopPropagation();
      onClose();
    }
  });
  return (
    <aside
      ref={ref}
      tabIndex={-1}
      className={wide ? `${styles.panel} ${styles.wide}` : styles.panel}
      aria-label={label}
    >
      <div className={styles.head}>
        <span className={styles.kind}>{kind}</span>
        <span>
          {props.actions}
          <CloseButton onPress={onClose} />
        </span>
      </div>
      <div className={styles.title}>{title}</div>
      <div className={styles.body}>{children}</div>
      {foot && <div className={styles.foot}>{foot}</div>}
    </aside>
  );
}

/** A part of a panel under a line, with an optional heading. */
export function PanelSection(props: {
  title?: ReactNode;
  note?: ReactNode;
  /** What a `PanelNav` leads to it by. */
  anchor?: string;
  children: ReactNode;
}) {
  const { title, note, anchor, children } = props;
  return (
    <section
      className={styles.section}
      data-anchor={anchor}
      // the keyboard goes on from there
      tabIndex={anchor === undefined ? undefined : -1}
    >
      {title && (
        <div className={styles.sectionHead}>
          <h4 className={styles.sectionTitle}>{title}</h4>
          {note && <span className={styles.note}>{note}</span>}
        </div>
      )}
      {children}
    </section>
  );
}
