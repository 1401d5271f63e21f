import type { ContainerError } from '@backstage-mesh/plugin-service-mesh-common';
import { KubernetesLink } from '../components';
import { useTranslate } from '../hooks';
import styles from './ContainerErrors.module.css';

/** What Kubernetes calls a reason, in words. Others are shown as Kubernetes names them. */
const REASONS = {
  CrashLoopBackOff: 'crashLoop',
  ImagePullBackOff: 'imagePull',
  ErrImagePull: 'imagePull',
  InvalidImageName: 'imageName',
  CreateContainerConfigError: 'config',
  CreateContainerError: 'create',
  RunContainerError: 'create',
  OOMKilled: 'memory',
  Error: 'exited',
  Completed: 'completed',
  ContainersNotReady: 'notReady',
} as const;

/** Why containers do not run, in words, and the way to the tab that shows more. */
export function ContainerErrors({ errors }: { errors: ContainerError[] }) {
  const t = useTranslate();
  return (
    <span className={styles.errors}>
      {errors.map(({ pod, container, reason, message, image }) => {
        const known = Object.hasOwn(REASONS, reason)
          ? REASONS[reason as keyof typeof REASONS]
          : undefined;
        return (
          <span key={`${pod}/${container}`} className={styles.error}>
            {known
              ? t(`stats.container.${known}`, { container, pod, image })
              : t('stats.container.other', { container, pod, reason })}{' '}
            {message && <span className={styles.message}>{message}</span>}
          </span>
        );
      })}
      <KubernetesLink />
    </span>
  );
}
