import type { Dependency } from '@backstage-mesh/plugin-service-mesh-common';
import { EntityLinks, MetricGrid, panelMetrics } from '../components';
import { useThresholds } from '../health';
import { useNumbers, useNow, useTranslate } from '../hooks';
import { AddLines } from './AddLines';
import { dependencyText } from './dependencyText';
import { endName } from './endName';
import { explainedDependency } from './explainedDependency';
import styles from './Dependencies.module.css';

/** One dependency in a list; it opens to what can be done about it. */
export function DependencyItem(props: {
  dependency: Dependency;
  open: boolean;
  /** Says what state it is in, where states are mixed. */
  tagged?: boolean;
  onToggle(): void;
}) {
  const { dependency, open, tagged, onToggle } = props;
  const { source, target, state } = dependency;
  const t = useTranslate();
  const n = useNumbers();
  const now = useNow(60_000);
  const thresholds = useThresholds();
  return (
    <li className={styles.item} data-open={open}>
      <button
        type="button"
        className={styles.row}
        aria-expanded={open}
        onClick={onToggle}
      >
        <span className={styles.name}>
          {endName(source, t)} <span className={styles.arrow}>→</span>{' '}
          {endName(target, t)}
          {!target.entityRef && target.namespace && (
            <span> ({target.namespace})</span>
          )}
        </span>
        <span className={styles.facts}>
          {tagged && (
            <span className={styles.tag} data-state={state}>
              {t(`dependencies.tags.${state}`)}
            </span>
          )}
          {dependencyText(dependency, now, t, n)}
        </span>
      </button>
      {open && state === 'undeclared' && <AddLines dependency={dependency} />}
      {open && dependency.stats && (
        <div className={styles.numbers}>
          <MetricGrid
            metrics={panelMetrics(dependency.stats, thresholds, t, n)}
            explained={explainedDependency(dependency)}
          />
        </div>
      )}
      {open && (
        <div className={styles.ends}>
          <EntityLinks
            entityRefs={[source, target].flatMap(
              ({ entityRef }) => entityRef ?? [],
            )}
          />
        </div>
      )}
    </li>
  );
}
