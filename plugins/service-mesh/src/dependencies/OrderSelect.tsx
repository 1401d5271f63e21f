import type {
  DependencyOrder,
  DependencyState,
} from '@backstage-mesh/plugin-service-mesh-common';
import { Select } from '@backstage/ui';
import { useTranslate } from '../hooks';
import styles from './Dependencies.module.css';

/** A choice of order that names what comes first. */
export function OrderSelect(props: {
  state: DependencyState;
  order: DependencyOrder;
  onChange(order: DependencyOrder): void;
}) {
  const { state, order, onChange } = props;
  const t = useTranslate();
  return (
    <Select
      className={styles.order}
      size="small"
      aria-label={t('dependencies.orders.label')}
      value={order}
      options={[
        { id: 'rate', label: t('dependencies.orders.rate') },
        {
          id: 'age',
          label: t(
            `dependencies.orders.${state === 'unseen' ? 'ageOld' : 'ageNew'}`,
          ),
        },
      ]}
      onChange={key => onChange(key as DependencyOrder)}
    />
  );
}
