import type { GraphNode } from '../graph';
import { useWords } from './Words';
import styles from './ChangePill.module.css';

/** What happened to a node, or to some of a group, since a person looked last. */
export function ChangePill(props: {
  change: NonNullable<GraphNode['change']>;
  /** Says more than the kind of change. */
  text?: string;
}) {
  const { t } = useWords();
  return (
    <span className={styles.pill} data-change={props.change}>
      {props.text ?? t(`graph.change.${props.change}`)}
    </span>
  );
}
