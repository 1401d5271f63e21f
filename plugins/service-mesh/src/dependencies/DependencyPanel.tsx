import {
  Dependency,
  DependencyList,
  DependencyOrder,
  DependencyState,
  Warning,
  orderDependencies,
} from '@backstage-mesh/plugin-service-mesh-common';
import { SearchField } from '@backstage/ui';
import { ReactNode, useMemo, useState } from 'react';
import type { ServiceMeshApi } from '../api';
import { SidePanel } from '../components';
import { PollControls, useNow, useNumbers, useTranslate } from '../hooks';
import { reasonOf } from '../states';
import { DependencyExport } from './DependencyExport';
import { DependencyItem } from './DependencyItem';
import { DependencyNotices } from './DependencyNotices';
import type { DependencyChoices } from './dependencyAddress';
import { emptyText } from './emptyText';
import { explainState } from './explainState';
import { OrderSelect } from './OrderSelect';
import { StateSwitch } from './StateSwitch';
import { useDependencyList } from './useDependencyList';
import styles from './Dependencies.module.css';

/** Rows that are shown before a person asks for the rest. */
const FIRST_ROWS = 50;

/** Observed against declared, beside the map. */
export function DependencyPanel(props: {
  api: ServiceMeshApi;
  poll: PollControls<DependencyList>;
  /** What the page says already of what is missing. */
  told?: readonly Warning[];
  choices: DependencyChoices;
  onChoose(choices: Partial<DependencyChoices>): void;
  selectedId: string | undefined;
  /** A dependency was opened or closed; the map follows. */
  onSelect(dependency: Dependency | undefined): void;
  onClose(): void;
}) {
  const { api, poll, choices, onChoose, selectedId, onSelect, onClose } = props;
  const { state, order } = choices;
  const { data, error } = poll;
  const t = useTranslate();
  const n = useNumbers();
  // typing does not wait for the address
  const [query, setQuery] = useState(choices.query);
  const rows = useMemo(
    () => orderDependencies(data?.dependencies ?? [], { state, query, order }),
    [data, state, query, order],
  );
  const list = (items: readonly Dependency[]) => (
    <Items items={items} selectedId={selectedId} onSelect={onSelect} />
  );
  return (
    <SidePanel
      label={t('dependencies.title')}
      kind={t('dependencies.subtitle')}
      title={t('dependencies.title')}
      actions={
        <DependencyExport
          api={api}
          choices={{ state, query, order }}
          shown={rows}
        />
      }
      onClose={onClose}
    >
      <div className={styles.controls}>
        <StateSwitch
          counts={data?.counts}
          state={state}
          onChange={next => onChoose({ state: next })}
        />
        <div className={styles.filters}>
          <SearchField
            size="small"
            aria-label={t('dependencies.filter')}
            placeholder={t('dependencies.filterShort')}
            value={query}
            onChange={text => {
              setQuery(text);
              onChoose({ query: text });
            }}
          />
          <OrderSelect
            state={state}
            order={order}
            onChange={next => onChoose({ order: next })}
          />
        </div>
        {data && <Explained data={data} state={state} order={order} />}
        <DependencyNotices poll={poll} told={props.told} />
      </div>
      <div className={styles.rows}>
        {!data && (
          <p className={styles.empty} role="status">
            {error ? reasonOf(error) : t('dependencies.loading')}
          </p>
        )}
        {data && rows.length === 0 && (
          <p className={styles.empty}>{emptyText(data, state, query, t)}</p>
        )}
        {list(rows)}
        {data && data.total > data.dependencies.length && (
          <p className={styles.empty}>
            {t('dependencies.part', {
              shown: n.count(data.dependencies.length),
              total: n.count(data.total),
            })}
          </p>
        )}
        {data && state === 'undeclared' && (
          <Unseen api={api} query={query} list={list} />
        )}
      </div>
    </SidePanel>
  );
}

/** What is undeclared is half of the story: what nobody calls any more stands below it. */
function Unseen(props: {
  api: ServiceMeshApi;
  query: string;
  list(items: readonly Dependency[]): ReactNode;
}) {
  const { api, query, list } = props;
  const t = useTranslate();
  const { data } = useDependencyList(api, {
    state: 'unseen',
    query,
    order: 'age',
  });
  const rows = useMemo(
    () =>
      orderDependencies(data?.dependencies ?? [], { state: 'unseen', query }),
    [data, query],
  );
  return rows.length === 0 ? null : (
    <section aria-label={t('dependencies.unseenTitle')}>
      <h3 className={styles.section}>
        {t('dependencies.unseenTitle')}{' '}
        <span>{t('dependencies.longestFirst')}</span>
      </h3>
      {list(rows)}
    </section>
  );
}

/** What the state means, since when that is known, and the order. */
function Explained(props: {
  data: DependencyList;
  state: DependencyState;
  order: DependencyOrder;
}) {
  const t = useTranslate();
  const now = useNow(60_000);
  return (
    <p className={styles.explain}>
      {explainState(props.data, props.state, props.order, now, t)}
    </p>
  );
}

function Items(props: {
  items: readonly Dependency[];
  selectedId: string | undefined;
  onSelect(dependency: Dependency | undefined): void;
}) {
  const { items, selectedId, onSelect } = props;
  const t = useTranslate();
  const n = useNumbers();
  const [all, setAll] = useState(false);
  const shown = all ? items : items.slice(0, FIRST_ROWS);
  if (items.length === 0) {
    return null;
  }
  return (
    <>
      <ul className={styles.list}>
        {shown.map(dependency => (
          <DependencyItem
            key={dependency.id}
            dependency={dependency}
            open={dependency.id === selectedId}
            onToggle={() =>
              onSelect(dependency.id === selectedId ? undefined : dependency)
            }
          />
        ))}
      </ul>
      {shown.length < items.length && (
        <button
          type="button"
          className={styles.rest}
          onClick={() => setAll(true)}
        >
          {t('topology.panel.more', {
            amount: n.count(items.length - shown.length),
          })}
        </button>
      )}
    </>
  );
}
