import { formatWindowLabel } from '../../format';
import { Page, WINDOWS, useTranslate } from '../../hooks';
import { ToolbarSelect } from '../Toolbar';

/** Chooses one cluster; absent where there is only one. */
export function ClusterSelect({ page }: { page: Page }) {
  const t = useTranslate();
  const names = (page.clusters.data?.clusters ?? [])
    .filter(({ state }) => state !== 'disabled')
    .map(({ name, title }) => ({ value: name, label: title ?? name }));
  if (names.length < 2) {
    return null;
  }
  return (
    <ToolbarSelect
      label={t('controls.cluster')}
      value={page.cluster ?? ''}
      options={[{ value: '', label: t('controls.allClusters') }, ...names]}
      onChange={value => page.url.set({ cluster: value || undefined })}
    />
  );
}

/** Chooses the window that numbers cover. */
export function WindowSelect({ page }: { page: Page }) {
  const t = useTranslate();
  return (
    <ToolbarSelect
      label={t('controls.window')}
      value={page.window}
      options={WINDOWS.map(value => ({
        value,
        label: formatWindowLabel(value),
      }))}
      onChange={value => page.url.set({ window: value })}
    />
  );
}
