import type { DependencyList } from '@backstage-mesh/plugin-service-mesh-common';
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
import { LONGEST_PAGE } from './everyDependency';
import { DependencyQuestion, useDependencies } from './useDependencies';
import styles from './Dependencies.module.css';

/** Rows of each list that a card shows. */
const MOST = 8;

const NOTHING: Pick<DependencyList, 'dependencies' | 'total'> = {
  dependencies: [],
  total: 0,
};

/** What a component needs and who needs it, observed against declared, on its overview page. */
export function DependencyCard() {
  const api = useApi(serviceMeshApiRef);
  const { entity } = useEntity();
  const entityRef = stringifyEntityRef(getCompoundEntityRef(entity));
  // the counts are of both directions, whichever is listed
  const poll = useDependencies(api, { entityRef, end: 'source', limit: MOST });
  const { data, error } = poll;
  const t = useTranslate();
  const n = useNumbers();
  const path = useMountedPath(meshRouteRef);
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
          <p className={styles.said}>{sums(data.counts, t, n)}</p>
          <DependencyNotices poll={poll} />
          <Part
            title={t('dependencies.card.out')}
            question={{ entityRef, end: 'source' }}
          />
          <Part
            title={t('dependencies.card.in')}
            question={{ entityRef, end: 'target' }}
          />
        </>
      ) : (
        <p className={styles.hint} role="status">
          {error ? reasonOf(error) : t('dependencies.loading')}
        </p>
      )}
    </MeshRoot>
  );
}

function sums(
  { undeclared, unseen, both }: DependencyList['counts'],
  t: ReturnType<typeof useTranslate>,
  n: ReturnType<typeof useNumbers>,
): string {
  const amounts = {
    both: n.count(both),
    undeclared: n.count(undeclared),
    unseen: n.count(unseen),
  };
  if (undeclared + unseen + both === 0) {
    return t('dependencies.card.empty');
  }
  return undeclared + unseen === 0
    ? t('dependencies.card.fine', amounts)
    : t('dependencies.card.sums', amounts);
}

/** One direction: its first rows, and a page of them on request. */
function Part(props: {
  title: string;
  question: Pick<DependencyQuestion, 'entityRef' | 'end'>;
}) {
  const { title, question } = props;
  const api = useApi(serviceMeshApiRef);
  const t = useTranslate();
  const n = useNumbers();
  const [open, setOpen] = useState<string>();
  const [all, setAll] = useState(false);
  const first = useDependencies(api, { ...question, limit: MOST }).data;
  const page = useDependencies(api, {
    ...question,
    limit: all ? LONGEST_PAGE : MOST,
  }).data;
  const { dependencies: shown, total } = page ?? first ?? NOTHING;
  if (shown.length === 0) {
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
      {shown.length < total &&
        (all && page ? (
          <p className={styles.hint}>
            {t('dependencies.part', {
              shown: n.count(shown.length),
              total: n.count(total),
            })}
          </p>
        ) : (
          <button
            type="button"
            className={styles.rest}
            onClick={() => setAll(true)}
          >
            {t('topology.panel.more', {
              amount: n.count(total - shown.length),
            })}
          </button>
        ))}
    </section>
  );
}
