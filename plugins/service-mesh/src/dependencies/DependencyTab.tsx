import {
  Dependency,
  DependencyState,
  orderDependencies,
} from '@backstage-mesh/plugin-service-mesh-common';
import { SearchField } from '@backstage/ui';
import { EntityRefLink } from '@backstage/plugin-catalog-react';
import { ReactNode, useMemo, useState } from 'react';
import {
  MetricNumber,
  TableColumn,
  Toolbar,
  VirtualTable,
  successTone,
} from '../components';
import { ExplainProvider } from '../explain';
import { formatAge } from '../format';
import { judgedSuccess, useThresholds } from '../health';
import { MeshPage, useNow, useNumbers, useTranslate } from '../hooks';
import { AnswerState } from '../states';
import { AddLines } from './AddLines';
import { DependencyExport } from './DependencyExport';
import { DependencyNotices } from './DependencyNotices';
import {
  dependencyParameters,
  readDependencyChoices,
} from './dependencyAddress';
import { emptyText } from './emptyText';
import { endName } from './endName';
import { explainedDependency } from './explainedDependency';
import { explainState } from './explainState';
import { OrderSelect } from './OrderSelect';
import { StateSwitch } from './StateSwitch';
import { useDependencyList } from './useDependencyList';
import styles from './Dependencies.module.css';

/** All dependencies as a table: observed against declared, with what to add. */
export function DependencyTab({ page }: { page: MeshPage }) {
  const { api, url, clusters } = page;
  const t = useTranslate();
  const n = useNumbers();
  const { state, order } = readDependencyChoices(url.get);
  const [query, setQuery] = useState(url.get('q') ?? '');
  const choices = { state, query, order };
  const poll = useDependencyList(api, choices);
  const { data, error } = poll;
  const rows = useMemo(
    () => orderDependencies(data?.dependencies ?? [], { state, query, order }),
    [data, state, query, order],
  );
  // the order of the address is that of the rows; a header sorts within the table
  const places = useMemo(
    () => new Map(rows.map(({ id }, index) => [id, index])),
    [rows],
  );
  const selected = rows.find(({ id }) => id === url.get('selected'));
  const now = useNow(60_000);
  const columns = useColumns(state, now);
  return (
    <div className={styles.page}>
      <Toolbar label={t('dependencies.title')}>
        <StateSwitch
          counts={data?.counts}
          state={state}
          onChange={next =>
            url.set({
              ...dependencyParameters({ state: next }),
              selected: undefined,
            })
          }
        />
        <SearchField
          className={styles.search}
          size="small"
          aria-label={t('dependencies.filter')}
          placeholder={t('dependencies.filter')}
          value={query}
          onChange={text => {
            setQuery(text);
            url.set(dependencyParameters({ query: text }));
          }}
        />
        <OrderSelect
          state={state}
          order={order}
          onChange={next => url.set(dependencyParameters({ order: next }))}
        />
        <span className={styles.toolbarEnd}>
          <DependencyExport api={api} choices={choices} shown={rows} />
        </span>
      </Toolbar>
      {!data && (
        <AnswerState
          name={t('dependencies.title')}
          error={error}
          owner={undefined}
          clusters={(clusters.data?.clusters ?? []).map(({ name }) => name)}
          permission="service-mesh.read"
          onRetry={poll.refresh}
        />
      )}
      <DependencyNotices poll={poll} />
      {data && (
        <section className={styles.card}>
          <p className={styles.tableNote}>
            {explainState(data, state, order, now, t)}
            {data.total > data.dependencies.length &&
              ` ${t('dependencies.part', {
                shown: n.count(data.dependencies.length),
                total: n.count(data.total),
              })}`}
          </p>
          {rows.length === 0 ? (
            <p className={styles.empty}>{emptyText(data, state, query, t)}</p>
          ) : (
            <ExplainProvider page={page} window={page.window}>
              <VirtualTable<Dependency>
                label={t('dependencies.title')}
                columns={columns}
                rows={rows}
                rowKey={({ id }) => id}
                compare={(a, b) =>
                  (places.get(a.id) ?? 0) - (places.get(b.id) ?? 0)
                }
                selectedKey={selected?.id}
                onSelect={({ id }) =>
                  url.set({ selected: id === selected?.id ? undefined : id })
                }
                explained={explainedDependency}
                maxHeight="min(560px, 60dvh)"
              />
            </ExplainProvider>
          )}
        </section>
      )}
      {selected && selected.state === 'undeclared' && (
        <section
          className={styles.card}
          aria-label={t('dependencies.columns.add')}
        >
          <AddLines dependency={selected} />
        </section>
      )}
    </div>
  );
}

function useColumns(
  state: DependencyState,
  now: number,
): TableColumn<Dependency>[] {
  const t = useTranslate();
  const n = useNumbers();
  const thresholds = useThresholds();
  return useMemo(() => {
    const end = (which: 'source' | 'target'): TableColumn<Dependency> => ({
      id: which,
      title: t(`dependencies.columns.${which}`),
      grow: true,
      sortBy: row => endName(row[which], t),
      cell: row => endCell(row, which, t),
    });
    const moment = (
      id: 'firstSeenAt' | 'lastSeenAt',
      title: string,
    ): TableColumn<Dependency> => ({
      id,
      title,
      numeric: true,
      optional: id === 'firstSeenAt',
      sortBy: row => (row[id] ? Date.parse(row[id] as string) : undefined),
      cell: row =>
        row[id]
          ? t('dependencies.ago', {
              age: formatAge(
                Math.max(0, now - Date.parse(row[id] as string)),
                t,
              ),
            })
          : t('dependencies.neverSeen'),
    });
    const traffic: TableColumn<Dependency>[] =
      state === 'unseen'
        ? []
        : [
            {
              id: 'rps',
              title: t('columns.rps'),
              numeric: true,
              explain: 'requests',
              sortBy: ({ stats }) => stats?.requestsPerSecond,
              cell: ({ stats }) => (
                <MetricNumber
                  text={n.rate(stats?.requestsPerSecond)}
                  reason={t('unknown.generic')}
                />
              ),
            },
            {
              id: 'success',
              title: t('columns.success'),
              numeric: true,
              explain: 'success',
              sortBy: ({ stats }) => stats?.successRate,
              cell: ({ stats = {} }) => (
                <MetricNumber
                  text={n.success(stats.successRate, stats.counts?.failures)}
                  tone={successTone(judgedSuccess(stats), thresholds)}
                  reason={t('unknown.success')}
                />
              ),
            },
          ];
    return [
      end('source'),
      end('target'),
      ...traffic,
      {
        id: 'protocols',
        title: t('dependencies.columns.protocols'),
        optional: true,
        sortBy: ({ protocols }) => protocols.join(' '),
        cell: ({ protocols }) => protocols.join(', ').toUpperCase(),
      },
      {
        id: 'declared',
        title:
          state === 'undeclared'
            ? t('dependencies.columns.add')
            : t('dependencies.columns.declared'),
        grow: true,
        optional: true,
        cell: row =>
          (state === 'undeclared'
            ? (row.suggestion?.targetRefs ?? []).map(
                ref => `${row.suggestion?.relation} ${ref}`,
              )
            : row.declarations.map(
                ({ relation, targetRef }) => `${relation} ${targetRef}`,
              )
          ).join(', '),
      },
      moment('firstSeenAt', t('dependencies.columns.firstSeen')),
      moment('lastSeenAt', t('dependencies.columns.lastSeen')),
    ];
  }, [state, t, n, now, thresholds]);
}

function endCell(
  dependency: Dependency,
  which: 'source' | 'target',
  t: ReturnType<typeof useTranslate>,
): ReactNode {
  const end = dependency[which];
  if (end.entityRef) {
    return (
      <EntityRefLink
        entityRef={end.entityRef}
        title={endName(end, t)}
        hideIcon
        disableTooltip
      />
    );
  }
  return (
    <>
      {endName(end, t)}{' '}
      {end.name && (
        <span className={styles.place}>
          {end.namespace ?? t('dependencies.noEntity')}
        </span>
      )}
    </>
  );
}
