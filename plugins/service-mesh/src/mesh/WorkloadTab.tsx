import { ButtonIcon } from '@backstage/ui';
import { EntityRefLink } from '@backstage/plugin-catalog-react';
import { RiDownload2Line } from '@remixicon/react';
import { useMemo } from 'react';
import { useNavigate } from 'react-router-dom';
import {
  DataAge,
  FindField,
  MetricNumber,
  TableColumn,
  Toolbar,
  VirtualTable,
  WindowSelect,
  nodeColumns,
  saveTable,
  trafficColumns,
} from '../components';
import type { EntityFactsByRef, NamedEntity } from '../catalog';
import { ExplainProvider, explainedNode } from '../explain';
import { FIND_PRESETS } from '../find';
import { GraphNode, MeshGraph, compareNodes, nodeStats } from '../graph';
import { failuresPerSecond, useThresholds } from '../health';
import {
  MeshPage,
  useElementSize,
  useMountedPath,
  useNumbers,
  useTranslate,
} from '../hooks';
import { meshRouteRef } from '../routes';
import { AnswerNotices, AnswerState } from '../states';
import { ClustersSelect } from './ClustersSelect';
import { readMapChoices, sharedParameters } from './meshAddress';
import { useMapModel } from './useMapModel';
import { useMeshTopology } from './useMeshTopology';
import styles from './WorkloadTab.module.css';

/** Every workload of the mesh as one table: found by the same expressions, sorted, saved. */
export function WorkloadTab({ page }: { page: MeshPage }) {
  const { url, clusters } = page;
  const t = useTranslate();
  const n = useNumbers();
  const navigate = useNavigate();
  const path = useMountedPath(meshRouteRef);
  const [ref, size] = useElementSize();
  const poll = useMeshTopology(page);
  const choices = {
    ...readMapChoices(url.get),
    grouping: 'none' as const,
  };
  const model = useMapModel(poll.data, choices);
  const { part, entities, known, found, findProblem } = model;
  const workloads = useMemo(
    () =>
      [...part.nodes.values()].filter(({ node }) => node.type === 'workload'),
    [part],
  );
  const rows = useMemo(
    () => (found ? workloads.filter(({ id }) => found.has(id)) : workloads),
    [workloads, found],
  );
  const columns = useColumns(part, entities);
  const save = () =>
    saveTable(
      `workloads-${new Date().toISOString().slice(0, 10)}`,
      columns,
      rows,
      compareNodes,
    );
  const open = ({ id }: GraphNode) => {
    const parameters = sharedParameters(url.get);
    parameters.set('selected', `node:${id}`);
    if (path) {
      navigate(`${path}?${parameters}`);
    }
  };
  return (
    <>
      <Toolbar label={t('mesh.tabs.workloads')}>
        <FindField
          label={t('mesh.findLabel')}
          placeholder={t('mesh.find')}
          value={choices.find}
          onChange={find => url.set({ find: find || undefined })}
          known={known}
          presets={FIND_PRESETS.map(({ id, expression }) => ({
            label: t(`find.presets.${id}`),
            expression,
          }))}
          error={findProblem}
          count={found && t('find.found', { count: rows.length })}
        />
        <ClustersSelect page={page} />
        <WindowSelect page={page} />
        <span className={styles.count} role="status">
          {t('mesh.table.shown', {
            shown: n.count(rows.length),
            total: n.count(workloads.length),
          })}
        </span>
        <span className={styles.end}>
          <ButtonIcon
            variant="tertiary"
            size="small"
            icon={<RiDownload2Line />}
            aria-label={t('mesh.table.export')}
            onPress={save}
          />
          <DataAge poll={poll} />
        </span>
      </Toolbar>
      <AnswerNotices
        poll={poll}
        warnings={poll.data?.warnings ?? []}
        clusters={clusters.data?.clusters ?? []}
      />
      {poll.data ? (
        <div ref={ref} className={styles.card}>
          {rows.length === 0 ? (
            <p className={styles.empty}>{t('find.none')}</p>
          ) : (
            <ExplainProvider page={page} window={page.window}>
              <VirtualTable<GraphNode>
                label={t('mesh.tabs.workloads')}
                columns={columns}
                rows={rows}
                rowKey={({ id }) => id}
                compare={compareNodes}
                onSelect={open}
                explained={(row: GraphNode) => explainedNode(row, part)}
                maxHeight={`max(300px, calc(100dvh - ${
                  (size?.top ?? 0) + 40
                }px))`}
              />
            </ExplainProvider>
          )}
        </div>
      ) : (
        <AnswerState
          name={t('mesh.title')}
          error={poll.error}
          owner={undefined}
          clusters={(clusters.data?.clusters ?? []).map(({ name }) => name)}
          permission="service-mesh.cluster.read"
          onRetry={poll.refresh}
        />
      )}
    </>
  );
}

function useColumns(
  graph: MeshGraph,
  entities: EntityFactsByRef,
): TableColumn<GraphNode>[] {
  const t = useTranslate();
  const n = useNumbers();
  const thresholds = useThresholds();
  return useMemo(() => {
    const common = nodeColumns(undefined, { t, n });
    const named = (id: 'owner' | 'system'): TableColumn<GraphNode> => {
      const of = ({ node }: GraphNode): NamedEntity | undefined =>
        node.entityRefs.flatMap(ref => entities.get(ref)?.[id] ?? [])[0];
      return {
        id,
        title: t(`mesh.table.${id}`),
        optional: true,
        sortBy: row => of(row)?.title,
        cell: row => {
          const other = of(row);
          return (
            other && (
              <EntityRefLink
                entityRef={other.ref}
                title={other.title}
                hideIcon
                disableTooltip
              />
            )
          );
        },
      };
    };
    const amount = (
      id: 'callers' | 'callees',
      of: (row: GraphNode) => number,
    ): TableColumn<GraphNode> => ({
      id,
      title: t(`mesh.table.${id}`),
      numeric: true,
      optional: true,
      sortBy: of,
      cell: row => n.count(of(row)),
    });
    return [
      common.name,
      common.kind,
      { ...common.namespace, optional: false },
      common.cluster,
      named('owner'),
      named('system'),
      common.meshed,
      ...trafficColumns<GraphNode>(
        row => nodeStats(row, graph),
        { quantiles: [], connections: true },
        { thresholds, t, n },
      ),
      {
        id: 'failures',
        title: t('mesh.table.failures'),
        numeric: true,
        optional: true,
        sortBy: row => failuresPerSecond(nodeStats(row, graph)),
        cell: row => (
          <MetricNumber
            text={n.rate(failuresPerSecond(nodeStats(row, graph)))}
            reason={t('unknown.generic')}
          />
        ),
      },
      {
        id: 'mean',
        title: t('mesh.table.mean'),
        numeric: true,
        sortBy: ({ node }) => node.stats.latencyMs?.mean,
        cell: ({ node }) => (
          <MetricNumber
            text={n.milliseconds(node.stats.latencyMs?.mean)}
            reason={t('unknown.latency')}
          />
        ),
      },
      amount(
        'callers',
        ({ id }) =>
          new Set((graph.incoming.get(id) ?? []).map(({ source }) => source))
            .size,
      ),
      amount(
        'callees',
        ({ id }) =>
          new Set((graph.outgoing.get(id) ?? []).map(({ target }) => target))
            .size,
      ),
      common.encryption,
    ];
  }, [graph, entities, t, n, thresholds]);
}
