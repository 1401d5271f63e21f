import {
  DEPENDENCY_STATES,
  DependencyList,
  DependencyState,
} from '@backstage-mesh/plugin-service-mesh-common';
import { SegmentedControl } from '../components';
import { useNumbers, useTranslate } from '../hooks';

/** Chooses which dependencies are listed, and says how many there are of each kind. */
export function StateSwitch(props: {
  /** Absent until they are known. */
  counts: DependencyList['counts'] | undefined;
  state: DependencyState;
  onChange(state: DependencyState): void;
}) {
  const { counts, state, onChange } = props;
  const t = useTranslate();
  const n = useNumbers();
  return (
    <SegmentedControl
      label={t('dependencies.columns.state')}
      segments={DEPENDENCY_STATES.map(each => ({
        id: each,
        label: counts
          ? t('dependencies.stateCount', {
              state: t(`dependencies.states.${each}`),
              amount: n.count(counts[each]),
            })
          : t(`dependencies.states.${each}`),
      }))}
      value={state}
      onChange={onChange}
    />
  );
}
