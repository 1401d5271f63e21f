import { ReactNode, useContext } from 'react';
import { useTranslate } from '../../hooks';
import { ExplainContext, ExplainRequest } from './ExplainContext';
import styles from './Explained.module.css';

/**
 * A number that says on request how it came to be.
 *
 * @param props - `tabIndex` −1 where a group of numbers takes the focus as one
 */
export function Explained(props: {
  request: ExplainRequest;
  tabIndex?: number;
  children: ReactNode;
}) {
  const { request, tabIndex, children } = props;
  const t = useTranslate();
  const open = useContext(ExplainContext);
  if (!open) {
    return <>{children}</>;
  }
  return (
    <button
      type="button"
      className={styles.number}
      tabIndex={tabIndex}
      aria-haspopup="dialog"
      title={t('explain.hint')}
      data-explained=""
      onClick={event => {
        event.stopPropagation();
        open(request, event.currentTarget);
      }}
    >
      {children}
    </button>
  );
}
