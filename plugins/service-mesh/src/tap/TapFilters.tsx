import { Button, DialogTrigger, Popover, SearchField } from '@backstage/ui';
import { RiAddLine, RiCloseLine } from '@remixicon/react';
import { ReactNode, memo } from 'react';
import { Toolbar } from '../components';
import { useNumbers, useTranslate } from '../hooks';
import { MeshRoot } from '../theme';
import { RowFilter } from './filterRows';
import { describeFilter } from './describeFilter';
import { TapFilterForm } from './TapFilterForm';
import styles from './TapFilters.module.css';

/** The field that `/` goes to. */
export const FIND_ID = 'service-mesh-tap-find';

/** The row that filters what was received, without asking the mesh again: a text, and a chip for everything else. */
export const TapFilters = memo(function TapFiltersRow(props: {
  filter: RowFilter;
  onChange(filter: RowFilter): void;
  children: ReactNode;
}) {
  const { filter, onChange, children } = props;
  const t = useTranslate();
  const n = useNumbers();
  const chips = describeFilter(filter, t, n);
  return (
    <div className={styles.row}>
      <Toolbar label={t('tap.received')}>
        <SearchField
          id={FIND_ID}
          className={styles.search}
          size="small"
          aria-label={t('tap.received')}
          placeholder={t('tap.filterPlaceholder')}
          value={filter.text}
          onChange={text => onChange({ ...filter, text })}
        />
        {chips.length > 0 && (
          <ul className={styles.chips} aria-label={t('tap.filters.label')}>
            {chips.map(({ label, without }) => (
              <li key={label} className={styles.chip}>
                <span className={styles.chipText}>{label}</span>
                <button
                  type="button"
                  className={styles.remove}
                  aria-label={t('tap.filters.remove', { filter: label })}
                  onClick={() => onChange(without)}
                >
                  <RiCloseLine size={13} aria-hidden />
                </button>
              </li>
            ))}
          </ul>
        )}
        <DialogTrigger>
          <Button variant="tertiary" size="small" iconStart={<RiAddLine />}>
            {t('tap.filters.add')}
          </Button>
          <Popover aria-label={t('tap.received')} placement="bottom start">
            <MeshRoot>
              <TapFilterForm filter={filter} onChange={onChange} />
            </MeshRoot>
          </Popover>
        </DialogTrigger>
        <span className={styles.end}>{children}</span>
      </Toolbar>
    </div>
  );
});
