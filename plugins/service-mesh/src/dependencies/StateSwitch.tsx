import type {
  Dependency,
  DependencyState,
} from '@backstage-mesh/plugin-service-mesh-common';
import { SegmentedControl } from '../components';
import { useNumbers, useTranslate } from '../hooks';
import { DEPENDENCY_STATES, countStates } from './dependencyRows';

/** Chooses which dependencies are listed, and says how many there are of each kind. */
export function StateSwitch(props: {
  dependencies: readonly Dependency[];
  state: DependencyState;
  onChange(state: DependencyState): void;
}) {
  const { dependencies, state, onChange } = props;
  const t = useTranslate();
  const n = useNumbers();
  const counts = countStates(dependencies);
  return (
    <SegmentedControl
      label={t('dependencies.columns.state')}
      segments={DEPENDENCY_STATES.map(each => ({
        id: each,
        label: t('dependencies.stateCount', {
          state: t(`dependencies.states.${each}`),
          amount: n.count(counts[each]),
        }),
      }))}
      value={state}
      onChange={onChange}
    />
  );
}
