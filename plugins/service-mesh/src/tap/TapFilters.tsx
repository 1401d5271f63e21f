import { SearchField } from '@backstage/ui';
import { Toolbar, ToolbarSelect } from '../components';
import { useNumbers, useTranslate } from '../hooks';
import { RowFilter } from './filterRows';
import { LATENCIES } from './tapAddress';
import styles from './TapFilters.module.css';

/** The row that filters what was received, without asking the mesh again. */
export function TapFilters(props: {
  filter: RowFilter;
  onChange(filter: RowFilter): void;
}) {
  const { filter, onChange } = props;
  const t = useTranslate();
  const n = useNumbers();
  return (
    <div className={styles.row}>
      <Toolbar label={t('tap.received')}>
        <SearchField
          className={styles.search}
          size="small"
          aria-label={t('tap.received')}
          placeholder={t('tap.filterPlaceholder')}
          value={filter.text}
          onChange={text => onChange({ ...filter, text })}
        />
        <ToolbarSelect
          label={t('tap.statusFilter')}
          value={filter.status}
          options={[
            { value: 'all', label: t('tap.statusAll') },
            { value: 'failed', label: t('tap.statusFailed') },
            { value: 'ok', label: t('tap.statusOk') },
            { value: 'waiting', label: t('tap.statusPending') },
          ]}
          onChange={value =>
            onChange({ ...filter, status: value as RowFilter['status'] })
          }
        />
        <ToolbarSelect
          label={t('tap.directionFilter')}
          value={filter.way}
          options={[
            { value: 'both', label: t('tap.both') },
            { value: 'in', label: t('tap.in') },
            { value: 'out', label: t('tap.out') },
          ]}
          onChange={value =>
            onChange({ ...filter, way: value as RowFilter['way'] })
          }
        />
        <ToolbarSelect
          label={t('tap.latencyFilter')}
          value={String(filter.slowerThan)}
          options={[
            { value: '0', label: t('tap.latencyAny') },
            ...LATENCIES.map(latency => ({
              value: String(latency),
              label: t('tap.latencyAbove', { latency: n.latency(latency) }),
            })),
          ]}
          onChange={value => onChange({ ...filter, slowerThan: Number(value) })}
        />
      </Toolbar>
    </div>
  );
}
