import { useId, useState } from 'react';
import { useNumbers, useTranslate } from '../hooks';
import { RowFilter } from './filterRows';
import { LATENCIES } from './tapAddress';
import styles from './TapFilterForm.module.css';

/** All filters of what was received, but the text. A text counts when it is finished. */
export function TapFilterForm(props: {
  filter: RowFilter;
  onChange(filter: RowFilter): void;
}) {
  const { filter, onChange } = props;
  const t = useTranslate();
  const n = useNumbers();
  return (
    <div className={styles.form}>
      <Choice
        label={t('tap.filters.status')}
        value={filter.status}
        options={[
          { value: 'all', label: t('tap.filters.statusAll') },
          { value: 'failed', label: t('tap.filters.statusFailed') },
          { value: 'ok', label: t('tap.filters.statusOk') },
          { value: 'waiting', label: t('tap.filters.statusPending') },
        ]}
        onChange={value =>
          onChange({ ...filter, status: value as RowFilter['status'] })
        }
      />
      <Choice
        label={t('tap.filters.way')}
        value={filter.way}
        options={[
          { value: 'both', label: t('tap.filters.both') },
          { value: 'in', label: t('tap.in') },
          { value: 'out', label: t('tap.out') },
        ]}
        onChange={value =>
          onChange({ ...filter, way: value as RowFilter['way'] })
        }
      />
      <Choice
        label={t('tap.filters.latency')}
        value={String(filter.slowerThan)}
        options={[
          { value: '0', label: t('tap.filters.latencyAny') },
          ...LATENCIES.map(latency => ({
            value: String(latency),
            label: t('tap.filters.latencyAbove', {
              latency: n.latency(latency),
            }),
          })),
        ]}
        onChange={value => onChange({ ...filter, slowerThan: Number(value) })}
      />
      <FilterText
        label={t('tap.filters.source')}
        placeholder={t('tap.filters.sourcePlaceholder')}
        value={filter.source}
        onCommit={source => onChange({ ...filter, source })}
      />
      <FilterText
        label={t('tap.filters.destination')}
        placeholder={t('tap.filters.destinationPlaceholder')}
        value={filter.destination}
        onCommit={destination => onChange({ ...filter, destination })}
      />
      <FilterText
        label={t('tap.filters.header')}
        placeholder={t('tap.filters.headerPlaceholder')}
        value={filter.header}
        onCommit={header => onChange({ ...filter, header })}
      />
      <FilterText
        label={t('tap.filters.hide')}
        placeholder={t('tap.filters.hidePlaceholder')}
        value=""
        onCommit={path =>
          path &&
          !filter.hide.includes(path) &&
          onChange({ ...filter, hide: [...filter.hide, path] })
        }
      />
      <p className={styles.note}>{t('tap.filters.note')}</p>
    </div>
  );
}

function Choice(props: {
  label: string;
  value: string;
  options: { value: string; label: string }[];
  onChange(value: string): void;
}) {
  const { label, value, options, onChange } = props;
  const id = useId();
  return (
    <>
      <label className={styles.label} htmlFor={id}>
        {label}
      </label>
      <select
        id={id}
        className={styles.field}
        value={value}
        onChange={event => onChange(event.target.value)}
      >
        {options.map(option => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
    </>
  );
}

function FilterText(props: {
  label: string;
  placeholder: string;
  value: string;
  onCommit(value: string): void;
}) {
  const { label, placeholder, value, onCommit } = props;
  const id = useId();
  const [text, setText] = useState(value);
  const commit = () => {
    const wanted = text.trim();
    if (wanted !== value) {
      onCommit(wanted);
    }
  };
  return (
    <>
      <label className={styles.label} htmlFor={id}>
        {label}
      </label>
      <input
        id={id}
        className={styles.field}
        placeholder={placeholder}
        value={text}
        onChange={event => setText(event.target.value)}
        onBlur={commit}
        onKeyDown={event => event.key === 'Enter' && commit()}
      />
    </>
  );
}
