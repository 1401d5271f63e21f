import { formatWindowLabel } from '../../format';
import { MeshPage, WINDOWS, timeParameters, useTranslate } from '../../hooks';
import { rangeLabel } from '../../names';
import { ToolbarSelect } from '../Toolbar';

/** Chooses one cluster; absent where there is only one. */
export function ClusterSelect({ page }: { page: MeshPage }) {
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

/** Chooses the window that numbers cover; a range that was chosen elsewhere is one of the choices. */
export function WindowSelect({ page }: { page: MeshPage }) {
  const t = useTranslate();
  const { time } = page;
  const windows = WINDOWS.map<{ value: string; label: string }>(value => ({
    value,
    label: formatWindowLabel(value, t),
  }));
  const range = time.type === 'range' ? rangeLabel(time.range, t) : undefined;
  return (
    <ToolbarSelect
      label={t('controls.window')}
      value={range ? 'range' : page.window}
      options={range ? [...windows, { value: 'range', label: range }] : windows}
      onChange={value =>
        value !== 'range' && page.url.set(timeParameters(value))
      }
    />
  );
}
