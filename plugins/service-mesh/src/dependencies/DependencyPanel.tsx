import type {
  Dependency,
  DependencyList,
  DependencyState,
} from '@backstage-mesh/plugin-service-mesh-common';
import {
  ButtonIcon,
  SearchField,
  Select,
  ToggleButton,
  ToggleButtonGroup,
} from '@backstage/ui';
import { RiCloseLine } from '@remixicon/react';
import { useMemo, useState } from 'react';
import { formatDate } from '../format';
import { PollControls, useNumbers, useTranslate } from '../hooks';
import { reasonOf } from '../states';
import { DependencyExport } from './DependencyExport';
import { DependencyItem } from './DependencyItem';
import {
  DEPENDENCY_STATES,
  DependencyOrder,
  countStates,
  dependencyRows,
  firstOrder,
} from './dependencyRows';
import styles from './Dependencies.module.css';

/** Rows that are shown before a person asks for the rest. */
const FIRST_ROWS = 50;

/** Observed against declared, beside the map. */
export function DependencyPanel(props: {
  poll: PollControls<DependencyList>;
  state: DependencyState;
  onState(state: DependencyState): void;
  selectedId: string | undefined;
  /** A dependency was opened or closed; the map follows. */
  onSelect(dependency: Dependency | undefined): void;
  onClose(): void;
}) {
  const { poll, state, onState, selectedId, onSelect, onClose } = props;
  const { data, error } = poll;
  const t = useTranslate();
  const n = useNumbers();
  const [query, setQuery] = useState('');
  const [chosen, setOrder] = useState<DependencyOrder>();
  const order = chosen ?? firstOrder(state);
  const dependencies = useMemo(() => data?.dependencies ?? [], [data]);
  const counts = countStates(dependencies);
  const rows = useMemo(
    () => dependencyRows(dependencies, state, query, order),
    [dependencies, state, query, order],
  );
  // what is undeclared is half of the story: what nobody calls any more stands below it
  const unseen = useMemo(
    () =>
      state === 'undeclared'
        ? dependencyRows(dependencies, 'unseen', query, 'age')
        : [],
    [dependencies, state, query],
  );
  const list = (items: readonly Dependency[]) => (
    <Items items={items} selectedId={selectedId} onSelect={onSelect} />
  );
  return (
    <aside className={styles.panel} aria-label={t('dependencies.title')}>
      <div className={styles.head}>
        <h2 className={styles.title}>
          {t('dependencies.title')} <span>{t('dependencies.subtitle')}</span>
        </h2>
        <DependencyExport dependencies={rows} />
        <ButtonIcon
          variant="tertiary"
          size="small"
          icon={<RiCloseLine />}
          aria-label={t('controls.close')}
          onPress={onClose}
        />
      </div>
      <div className={styles.controls}>
        <ToggleButtonGroup
          className={styles.states}
          aria-label={t('dependencies.title')}
          selectionMode="single"
          disallowEmptySelection
          selectedKeys={[state]}
          onSelectionChange={keys => {
            setOrder(undefined);
            onState([...keys][0] as DependencyState);
          }}
        >
          {DEPENDENCY_STATES.map(each => (
            <ToggleButton key={each} id={each} size="small">
              {t('dependencies.stateCount', {
                state: t(`dependencies.states.${each}`),
                amount: n.count(counts[each]),
              })}
            </ToggleButton>
          ))}
        </ToggleButtonGroup>
        <div className={styles.filters}>
          <SearchField
            size="small"
            aria-label={t('dependencies.filter')}
            placeholder={t('dependencies.filter')}
            value={query}
            onChange={setQuery}
          />
          <OrderSelect state={state} order={order} onChange={setOrder} />
        </div>
        {data && <Explained data={data} state={state} order={order} />}
      </div>
      <div className={styles.scroll}>
        {!data && (
          <p className={styles.empty} role="status">
            {error ? reasonOf(error) : t('dependencies.loading')}
          </p>
        )}
        {data && rows.length === 0 && (
          <p className={styles.empty}>{emptyText(data, state, query, t)}</p>
        )}
        {list(rows)}
        {unseen.length > 0 && (
          <section aria-label={t('dependencies.unseenTitle')}>
            <h3 className={styles.section}>
              {t('dependencies.unseenTitle')}{' '}
              <span>{t('dependencies.longestFirst')}</span>
            </h3>
            {list(unseen)}
          </section>
        )}
      </div>
    </aside>
  );
}

/** A choice of order that names what comes first. */
export function OrderSelect(props: {
  state: DependencyState;
  order: DependencyOrder;
  onChange(order: DependencyOrder): void;
}) {
  const { state, order, onChange } = props;
  const t = useTranslate();
  return (
    <Select
      className={styles.order}
      size="small"
      aria-label={t('dependencies.orders.label')}
      value={order}
      options={[
        { id: 'rate', label: t('dependencies.orders.rate') },
        {
          id: 'age',
          label: t(
            `dependencies.orders.${state === 'unseen' ? 'ageOld' : 'ageNew'}`,
          ),
        },
      ]}
      onChange={key => onChange(key as DependencyOrder)}
    />
  );
}

/** What the state means, since when that is known, and the order. */
function Explained(props: {
  data: DependencyList;
  state: DependencyState;
  order: DependencyOrder;
}) {
  const { data, state, order } = props;
  const t = useTranslate();
  const byAge = state === 'unseen' ? 'ageOldSentence' : 'ageNewSentence';
  const orderText = t(
    `dependencies.orders.${order === 'rate' ? 'rateSentence' : byAge}`,
  );
  const since = data.rememberedSince && Date.parse(data.rememberedSince);
  let text: string = t('dependencies.explain.both', { order: orderText });
  if (state === 'undeclared') {
    const days = since
      ? Math.max(1, Math.round((Date.now() - since) / 86_400_000))
      : data.retentionDays;
    text = t('dependencies.explain.undeclared', {
      days: t('dependencies.days', {
        count: Math.min(days, data.retentionDays),
      }),
      order: orderText,
    });
  } else if (state === 'unseen') {
    text = since
      ? t('dependencies.explain.unseen', {
          since: formatDate(since),
          order: orderText,
        })
      : t('dependencies.explain.unseenEver', { order: orderText });
  }
  return <p className={styles.explain}>{text}</p>;
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

/** Why a list is empty. */
export function emptyText(
  data: DependencyList,
  state: DependencyState,
  query: string,
  t: ReturnType<typeof useTranslate>,
): string {
  if (query) {
    return t('dependencies.none.filtered', { query });
  }
  return !data.rememberedSince && state !== 'unseen'
    ? t('dependencies.none.noneYet')
    : t(`dependencies.none.${state}`);
}
