import { useRouteRef } from '@backstage/core-plugin-api';
import {
  entityRouteParams,
  entityRouteRef,
  useEntity,
} from '@backstage/plugin-catalog-react';
import { Link } from 'react-router-dom';
import { useTranslate } from '../../hooks';
import styles from './KubernetesLink.module.css';

/** The way to the tab that shows more of an entity's pods, where the Kubernetes plugin has it. */
export function KubernetesLink() {
  const { entity } = useEntity();
  const entityRoute = useRouteRef(entityRouteRef);
  const t = useTranslate();
  return entityRoute ? (
    <Link
      className={styles.link}
      to={`${entityRoute(entityRouteParams(entity))}/kubernetes`}
    >
      {t('actions.kubernetes')}
    </Link>
  ) : null;
}
