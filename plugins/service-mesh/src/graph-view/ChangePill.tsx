import type { GraphNode } from '../graph';
import { useTranslate } from '../hooks';
import styles from './ChangePill.module.css';

/** What happened to a node since a person looked last. */
export function ChangePill(props: {
  change: NonNullable<GraphNode['change']>;
}) {
  const t = useTranslate();
  return (
    <span className={styles.pill} data-change={props.change}>
      {t(`graph.change.${props.change}`)}
    </span>
  );
}
