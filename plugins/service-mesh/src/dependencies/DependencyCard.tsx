import type { Dependency } from '@backstage-mesh/plugin-service-mesh-common';
import {
  getCompoundEntityRef,
  stringifyEntityRef,
} from '@backstage/catalog-model';
import { useApi } from '@backstage/core-plugin-api';
import { useEntity } from '@backstage/plugin-catalog-react';
import { useState } from 'react';
import { Link } from 'react-router-dom';
import { serviceMeshApiRef } from '../api';
import { useMountedPath, useNumbers, useTranslate } from '../hooks';
import { reasonOf } from '../states';
import { meshRouteRef } from '../routes';
import { MeshRoot } from '../theme';
import { DependencyItem } from './DependencyItem';
import { DependencyNotices } from './DependencyNotices';
import { countStates, dependencyRows } from './dependencyRows';
import { useDependencies } from './useDependencies';
import styles from './Dependencies.module.css';

/** Rows of each list that a card shows. */
const MOST = 8;

/** What a component needs and who needs it, observed against declared, on its overview page. */
export function DependencyCard() {
  const api = useApi(serviceMeshApiRef);
  const { entity } = useEntity();
  const entityRef = stringifyEntityRef(getCompoundEntityRef(entity));
  const poll = useDependencies(api, entityRef);
  const { data, error } = poll;
  const t = useTranslate();
  const n = useNumbers();
  const path = useMountedPath(meshRouteRef);
  const counts = countStates(data?.dependencies ?? []);
  const amounts = {
    both: n.count(counts.both),
    undeclared: n.count(counts.undeclared),
    unseen: n.count(counts.unseen),
  };
  let sums: string = t('dependencies.card.sums', amounts);
  if (data?.dependencies.length === 0) {
    sums = t('dependencies.card.empty');
  } else if (counts.undeclared + counts.unseen === 0) {
    sums = t('dependencies.card.fine', amounts);
  }
  const rowsOf = (isSource: boolean) =>
    (['undeclared', 'unseen', 'both'] as const)
      .flatMap(state =>
        dependencyRows(
          data?.dependencies ?? [],
          state,
          '',
          state === 'unseen' ? 'age' : 'rate',
        ),
      )
      .filter(({ source }) => (source.entityRef === entityRef) === isSource);
  return (
    <MeshRoot
      className={styles.entityCard}
      role="region"
      aria-label={t('dependencies.card.title')}
    >
      <div className={styles.cardHead}>
        <h2 className={styles.cardTitle}>{t('dependencies.card.title')}</h2>
        {path && (
          <Link
            className={styles.link}
            to={`${path}/dependencies?q=${encodeURIComponent(
              entity.metadata.name,
            )}`}
          >
            {t('dependencies.card.all')}
          </Link>
        )}
      </div>
      {data ? (
        <>
          <p className={styles.said}>{sums}</p>
          <DependencyNotices poll={poll} />
          <Part title={t('dependencies.card.out')} rows={rowsOf(true)} />
          <Part title={t('dependencies.card.in')} rows={rowsOf(false)} />
        </>
      ) : (
        <p className={styles.hint} role="status">
          {error ? reasonOf(error) : t('dependencies.loading')}
        </p>
      )}
    </MeshRoot>
  );
}

function Part(props: { title: string; rows: readonly Dependency[] }) {
  const { title, rows } = props;
  const t = useTranslate();
  const n = useNumbers();
  const [open, setOpen] = useState<string>();
  const [all, setAll] = useState(false);
  const shown = all ? rows : rows.slice(0, MOST);
  if (rows.length === 0) {
    return null;
  }
  return (
    <section>
      <h3 className={styles.cardSection}>{title}</h3>
      <ul className={styles.list} aria-label={title}>
        {shown.map(dependency => (
          <DependencyItem
            key={dependency.id}
            dependency={dependency}
            tagged
            open={open === dependency.id}
            onToggle={() =>
              setOpen(open === dependency.id ? undefined : dependency.id)
            }
          />
        ))}
      </ul>
      {shown.length < rows.length && (
        <button
          type="button"
          className={styles.rest}
          onClick={() => setAll(true)}
        >
          {t('topology.panel.more', {
            amount: n.count(rows.length - shown.length),
          })}
        </button>
      )}
    </section>
  );
}
