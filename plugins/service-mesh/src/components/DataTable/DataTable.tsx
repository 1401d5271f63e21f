import { ButtonIcon, Checkbox, DialogTrigger, Popover } from '@backstage/ui';
import {
  RiCloseLine,
  RiDownload2Line,
  RiLayoutColumnLine,
  RiSearchLine,
} from '@remixicon/react';
import { ReactNode, useMemo, useState } from 'react';
import { useNumbers, useTranslate } from '../../hooks';
import { MeshRoot } from '../../theme';
import type { ExplainedOwner } from '../Explained';
import { SortableTable, TableColumn } from '../SortableTable';
import { saveTable } from './saveTable';
import { useHiddenColumns } from './useHiddenColumns';
import styles from './DataTable.module.css';

/**
 * A table in a card: sorted, filtered, its columns chosen, exported. Without rows it is one line that says why.
 *
 * @param props - `id` names it where choices are kept and in the exported file
 */
export function DataTable<T>(props: {
  id: string;
  title: string;
  /** What stands beside the title. */
  note?: ReactNode;
  columns: TableColumn<T>[];
  rows: readonly T[];
  rowKey(row: T): string;
  compare(a: T, b: T): number;
  /** The texts of a row that the filter looks through. */
  filterText(row: T): string;
  /** The line in place of an empty table. */
  empty: ReactNode;
  explained?: ExplainedOwner | ((row: T) => ExplainedOwner | undefined);
  /** Said below the rows. */
  foot?: ReactNode;
  /** The name of the exported file, without its ending. */
  exportName: string;
  /** It takes the whole width where tables stand side by side. */
  wide?: boolean;
}) {
  const {
    id,
    title,
    note,
    columns,
    rows,
    rowKey,
    compare,
    filterText,
    empty,
    explained,
    foot,
    exportName,
    wide,
  } = props;
  const t = useTranslate();
  const n = useNumbers();
  const [query, setQuery] = useState<string>();
  const [hidden, show] = useHiddenColumns(id);
  const shownColumns = columns.filter(column => !hidden.has(column.id));
  const found = useMemo(() => {
    const words = (query ?? '').toLowerCase().split(/\s+/).filter(Boolean);
    return rows.filter(row => {
      const text = filterText(row).toLowerCase();
      return words.every(word => text.includes(word));
    });
  }, [rows, query, filterText]);
  if (rows.length === 0) {
    return (
      <section className={styles.folded} aria-label={title} data-folded="true">
        <h3 className={styles.title}>{title}</h3>
        <p className={styles.empty}>{empty}</p>
      </section>
    );
  }
  // the first column says what a row is
  const choosable = columns.slice(1).filter(({ hiddenTitle }) => !hiddenTitle);
  const save = () => saveTable(exportName, shownColumns, found, compare);
  return (
    <section className={styles.card} aria-label={title} data-wide={wide}>
      <div className={styles.head}>
        <h3 className={styles.title}>
          {title}{' '}
          <span>
            {found.length === rows.length
              ? n.count(rows.length)
              : t('table.shown', {
                  shown: n.count(found.length),
                  total: n.count(rows.length),
                })}
          </span>
        </h3>
        {note && <span className={styles.note}>{note}</span>}
        <span className={styles.tools}>
          {query === undefined ? (
            <ButtonIcon
              variant="tertiary"
              size="small"
              icon={<RiSearchLine />}
              aria-label={t('table.filter', { title })}
              onPress={() => setQuery('')}
            />
          ) : (
            <span className={styles.search}>
              <input
                // it replaces the button that was pressed
                // eslint-disable-next-line jsx-a11y/no-autofocus
                autoFocus
                type="search"
                value={query}
                aria-label={t('table.filter', { title })}
                placeholder={t('table.filterHint')}
                onChange={event => setQuery(event.target.value)}
                onKeyDown={event => {
                  if (event.key === 'Escape') {
                    event.stopPropagation();
                    setQuery(undefined);
                  }
                }}
              />
              <ButtonIcon
                variant="tertiary"
                size="small"
                icon={<RiCloseLine />}
                aria-label={t('table.filterClear')}
                onPress={() => setQuery(undefined)}
              />
            </span>
          )}
          <DialogTrigger>
            <ButtonIcon
              variant="tertiary"
              size="small"
              icon={<RiLayoutColumnLine />}
              aria-label={t('table.columns', { title })}
            />
            <Popover placement="bottom end" hideArrow>
              <MeshRoot
                className={styles.choices}
                role="group"
                aria-label={t('table.columns', { title })}
              >
                {choosable.map(column => (
                  <Checkbox
                    key={column.id}
                    isSelected={!hidden.has(column.id)}
                    onChange={shown => show(column.id, shown)}
                  >
                    {column.title}
                  </Checkbox>
                ))}
              </MeshRoot>
            </Popover>
          </DialogTrigger>
          <ButtonIcon
            variant="tertiary"
            size="small"
            icon={<RiDownload2Line />}
            aria-label={t('table.export', { title })}
            onPress={save}
          />
        </span>
      </div>
      {found.length === 0 ? (
        <p className={styles.empty} role="status">
          {t('table.nothingFound', { query: query ?? '' })}
        </p>
      ) : (
        <SortableTable
          label={title}
          columns={shownColumns}
          rows={found}
          rowKey={rowKey}
          compare={compare}
          explained={explained}
        />
      )}
      {foot && <p className={styles.foot}>{foot}</p>}
    </section>
  );
}
