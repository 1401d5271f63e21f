import { Select } from '@backstage/ui';
import { readTexts, textsParameter } from '../address';
import { MeshPage, useTranslate } from '../hooks';
import styles from './MapToolbar.module.css';

/** Chooses clusters, any number of them; absent where there is only one. */
export function ClustersSelect({ page }: { page: MeshPage }) {
  const t = useTranslate();
  const options = (page.clusters.data?.clusters ?? [])
    .filter(({ state }) => state !== 'disabled')
    .map(({ name, title }) => ({ id: name, label: title ?? name }));
  if (options.length < 2) {
    return null;
  }
  return (
    <Select
      className={styles.clusterSelect}
      size="small"
      selectionMode="multiple"
      aria-label={t('mesh.clusters')}
      icon={<span className={styles.selectLabel}>{t('mesh.clusters')}</span>}
      placeholder={t('controls.allClusters')}
      options={options}
      value={readTexts(page.cluster)}
      onChange={keys => {
        const names = keys.map(String);
        page.url.set({
          // all of them and none mean the same
          cluster:
            names.length === options.length ? undefined : textsParameter(names),
        });
      }}
    />
  );
}
