import type { HealthState } from '@backstage-mesh/plugin-service-mesh-common';
import { useTranslate } from '../../hooks';
import { HEALTH_MESSAGES, HealthShape } from '../HealthShape';
import styles from './NodeColumns.module.css';

/** What a row is about: how it is, and its name, which opens it. */
export function NameCell(props: {
  state: HealthState;
  name: string;
  /** What a screen reader says. */
  sentence: string;
  /** Undefined where the row opens it. */
  onOpen?(byKeyboard: boolean): void;
}) {
  const { state, name, sentence, onOpen } = props;
  const t = useTranslate();
  return (
    <span className={styles.name}>
      <HealthShape state={state} size={12} label={t(HEALTH_MESSAGES[state])} />
      <button
        type="button"
        className={styles.open}
        aria-label={sentence}
        onClick={
          onOpen &&
          (event => {
            event.stopPropagation();
            onOpen(event.detail === 0);
          })
        }
      >
        {name}
      </button>
    </span>
  );
}
