import type { TapExcludedPod } from '@backstage-mesh/plugin-service-mesh-common';
import { CopyButton } from '../components';
import { useTranslate } from '../hooks';
import styles from './ExcludedPods.module.css';

/** Pods that stay silent, each with the reason and the command that mends it. */
export function ExcludedPods(props: { pods: readonly TapExcludedPod[] }) {
  const t = useTranslate();
  const commands = new Set(
    props.pods.flatMap(({ command }) => (command ? [command] : [])),
  );
  return (
    <div className={styles.pods}>
      <ul className={styles.list}>
        {props.pods.map(({ pod, reason }) => (
          <li key={pod}>
            <code>{pod}</code> {reason}
          </li>
        ))}
      </ul>
      {[...commands].map(command => (
        <div key={command} className={styles.command}>
          <code>{command}</code>
          <CopyButton text={command} label={t('controls.copy')} />
        </div>
      ))}
    </div>
  );
}
