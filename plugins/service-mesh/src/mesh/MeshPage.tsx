import { PluginHeader } from '@backstage/ui';
import { RiShareLine } from '@remixicon/react';
import { useMemo } from 'react';
import { Route, Routes, useSearchParams } from 'react-router-dom';
import { readTexts } from '../address';
import { DependencyTab, useDependencies } from '../dependencies';
import {
  MeshPage as Page,
  useMeshPage,
  useMountedPath,
  useNumbers,
  useTranslate,
} from '../hooks';
import { meshRouteRef } from '../routes';
import { MeshRoot } from '../theme';
import { ComparisonTab, readComparison } from '../timeTravel';
import { ClusterTab } from './ClusterTab';
import { MapTab } from './MapTab';
import { readMapChoices, sharedParameters } from './meshAddress';
import { WorkloadTab } from './WorkloadTab';
import styles from './MeshPage.module.css';

const TABS = ['map', 'workloads', 'dependencies', 'clusters'] as const;

/** The whole mesh: a map, and the same as tables. */
export function MeshPage() {
  const page = useMeshPage();
  const t = useTranslate();
  return (
    <>
      <Header page={page} />
      <Routes>
        <Route path="/" element={<MapAtSomeTime page={page} />} />
        <Route
          path="workloads"
          element={
            <Tab label={t('mesh.tabs.workloads')}>
              <WorkloadTab page={page} />
            </Tab>
          }
        />
        <Route
          path="dependencies"
          element={
            <Tab label={t('mesh.tabs.dependencies')}>
              <DependencyTab page={page} />
            </Tab>
          }
        />
        <Route
          path="clusters"
          element={
            <Tab label={t('mesh.tabs.clusters')}>
              <ClusterTab page={page} />
            </Tab>
          }
        />
      </Routes>
    </>
  );
}

/** The map as it is now or was once, or at two moments. */
function MapAtSomeTime({ page }: { page: Page }) {
  const t = useTranslate();
  const { api, url, time, window, cluster } = page;
  const scope = useMemo(() => ({ clusters: readTexts(cluster) }), [cluster]);
  const place = { api, scope, url, time, window };
  const compared = readComparison(url.get, time);
  const { grouping } = readMapChoices(url.get);
  return compared ? (
    <ComparisonTab
      name={t('mesh.title')}
      place={place}
      compared={compared}
      isEntityTab={false}
      grouping={grouping}
    />
  ) : (
    <MapTab page={page} place={place} />
  );
}

function Header({ page }: { page: Page }) {
  const t = useTranslate();
  const n = useNumbers();
  const path = useMountedPath(meshRouteRef) ?? '';
  const [parameters] = useSearchParams();
  const { data } = useDependencies(page.api, { limit: 0 });
  const shared = sharedParameters(
    name => parameters.get(name) ?? undefined,
  ).toString();
  const search = shared && `?${shared}`;
  // what somebody could do something about
  const open = data ? data.counts.undeclared + data.counts.unseen : 0;
  return (
    <PluginHeader
      className={styles.header}
      icon={<RiShareLine />}
      title={t('mesh.title')}
      tabs={TABS.map(id => ({
        id,
        label:
          id === 'dependencies' && open > 0
            ? t('mesh.tabs.dependenciesCount', { amount: n.count(open) })
            : t(`mesh.tabs.${id}`),
        href: `${path}${id === 'map' ? '' : `/${id}`}${search}`,
        matchStrategy: 'exact' as const,
      }))}
    />
  );
}

function Tab(props: { label: string; children: JSX.Element }) {
  return (
    <MeshRoot className={styles.tab} role="region" aria-label={props.label}>
      {props.children}
    </MeshRoot>
  );
}
