import { Button, Select } from '@backstage/ui';
import { RiArrowUpDownLine } from '@remixicon/react';
import { useMemo } from 'react';
import { PanelSection, SidePanel } from '../components';
import { formatWindowLabel } from '../format';
import { MeshGraph, MeshPath, ShortestPaths } from '../graph';
import { addStats } from '../health';
import { useNumbers, useTranslate } from '../hooks';
import { nodeName, placeOf } from '../names';
import styles from './MapPanels.module.css';

/** The shortest ways that calls take between two workloads, with the numbers of each hop. */
export function PathPanel(props: {
  graph: MeshGraph;
  ends: { from?: string; to?: string };
  paths: ShortestPaths | undefined;
  window: string;
  onEnds(ends: { from?: string; to?: string }): void;
  onOpenEdge(id: string): void;
  onClose(): void;
}) {
  const { graph, ends, paths, window, onEnds, onOpenEdge, onClose } = props;
  const t = useTranslate();
  const n = useNumbers();
  const options = useMemo(
    () =>
      [...graph.nodes.values()]
        .filter(({ node }) => node.name)
        .map(({ id, node }) => ({
          id,
          label: `${nodeName(node, t)} · ${placeOf(node)}`,
        }))
        .sort((a, b) => a.label.localeCompare(b.label)),
    [graph, t],
  );
  const nameOf = (id: string | undefined) => {
    const node = id === undefined ? undefined : graph.nodes.get(id)?.node;
    return node ? nodeName(node, t) : '';
  };
  const hops = paths?.paths[0]?.hops.length ?? 0;
  return (
    <SidePanel
      label={t('mesh.pathPanel.title')}
      kind={t('mesh.path')}
      title={t('mesh.pathPanel.title')}
      onClose={onClose}
      foot={
        <Button
          size="small"
          variant="secondary"
          iconStart={<RiArrowUpDownLine />}
          isDisabled={!ends.from || !ends.to}
          onPress={() => onEnds({ from: ends.to, to: ends.from })}
        >
          {t('mesh.pathPanel.swap')}
        </Button>
      }
    >
      <div className={styles.ends}>
        {(['from', 'to'] as const).map(end => (
          <Select
            key={end}
            size="small"
            label={t(`mesh.pathPanel.${end}`)}
            placeholder={t('mesh.pathPanel.choose')}
            searchable
            searchPlaceholder={t('mesh.pathPanel.search')}
            options={options}
            value={ends[end] ?? null}
            onChange={key =>
              onEnds({
                ...ends,
                [end]: key === null ? undefined : String(key),
              })
            }
          />
        ))}
      </div>
      {!paths && (
        <p className={styles.fact} role="status">
          {t('mesh.pathPanel.pick')}
        </p>
      )}
      {paths && (
        <p className={styles.fact} role="status">
          {paths.total === 0
            ? t('mesh.pathPanel.none', {
                from: nameOf(ends.from),
                to: nameOf(ends.to),
                window: formatWindowLabel(window, t),
              })
            : t('mesh.pathPanel.found', {
                count: paths.total,
                hops: t('mesh.pathPanel.hops', { count: hops }),
              })}{' '}
          {paths.total > paths.paths.length &&
            t('mesh.pathPanel.more', {
              shown: n.count(paths.paths.length),
              total: n.count(paths.total),
            })}
        </p>
      )}
      {paths?.paths.map((path, index) => (
        <PanelSection
          key={path.nodes.join(' ')}
          title={
            paths.paths.length > 1 &&
            t('mesh.pathPanel.path', { number: n.count(index + 1) })
          }
        >
          <Hops path={path} nameOf={nameOf} onOpenEdge={onOpenEdge} />
        </PanelSection>
      ))}
    </SidePanel>
  );
}

function Hops(props: {
  path: MeshPath;
  nameOf(id: string): string;
  onOpenEdge(id: string): void;
}) {
  const { path, nameOf, onOpenEdge } = props;
  const t = useTranslate();
  const n = useNumbers();
  return (
    <ol className={styles.hops}>
      <li>
        <b>{nameOf(path.nodes[0])}</b>
      </li>
      {path.hops.map((edges, index) => {
        const stats = addStats(edges.map(({ edge }) => edge.stats));
        const numbers = stats.requestsPerSecond
          ? [
              n.rps(stats.requestsPerSecond),
              n.success(stats.successRate, stats.counts?.failures),
              edges.length === 1 &&
                edges[0].edge.stats.latencyMs?.mean !== undefined &&
                `${t('units.mean')} ${n.latency(
                  edges[0].edge.stats.latencyMs.mean,
                )}`,
            ]
          : [
              t('topology.edge.connections', {
                amount: n.count(stats.tcp?.openConnections),
              }),
            ];
        return (
          <li key={edges[0].id}>
            <button
              type="button"
              className={styles.hop}
              onClick={() => onOpenEdge(edges[0].id)}
            >
              ↓ {numbers.filter(Boolean).join(' · ')}
            </button>
            <b>{nameOf(path.nodes[index + 1])}</b>
          </li>
        );
      })}
    </ol>
  );
}
