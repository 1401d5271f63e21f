import type { HealthState } from '@backstage-mesh/plugin-service-mesh-common';
import type { ReactNode } from 'react';
import { useTranslate } from '../../hooks';
import { HEALTH_MESSAGES, HealthShape } from '../HealthShape';
import { tableStyles as styles } from '../DataTable';

/** The first cell of a row: how it is, what it is called, and a quiet word about it. */
export function RowName(props: {
  state: HealthState;
  detail?: string;
  children: ReactNode;
}) {
  const { state, detail, children } = props;
  const t = useTranslate();
  return (
    <span className={styles.name}>
      <HealthShape state={state} size={12} label={t(HEALTH_MESSAGES[state])} />
      {children}
      {detail && (
        <span className={styles.detail} title={detail}>
          {detail}
        </span>
      )}
    </span>
  );
}
