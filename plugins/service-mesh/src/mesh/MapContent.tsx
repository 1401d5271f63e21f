import type { Topology } from '@backstage-mesh/plugin-service-mesh-common';
import type { PlacedGraph } from '../graph';
import { MeshGraphView } from '../graph-view';
import { MeshPage, useNumbers, useTranslate } from '../hooks';
import { periodPhrase } from '../names';
import { LoadingFrame } from '../states';
import { TopologyTable } from '../topology';
import type { MapChoices } from './meshAddress';
import { NothingToShow } from './NothingToShow';
import type { MapModel } from './useMapModel';
import styles from './MapTab.module.css';

/** What the choices leave of the mesh, as a graph or a table; says so where that is nothing. */
export function MapContent(props: {
  page: MeshPage;
  measured: Topology;
  model: MapModel;
  choices: MapChoices;
  /** What is not dimmed; undefined where all is. */
  lit: ReadonlySet<string> | undefined;
  centred: { id: string } | undefined;
  foldLegend: boolean;
  onToggleGroup(key: string): void;
  onPlaced(placed: PlacedGraph): void;
}) {
  const { page, measured, model, choices } = props;
  const { cluster, clusters, url } = page;
  const { part, drawn, whole } = model;
  const t = useTranslate();
  const n = useNumbers();
  if (part.nodes.size === 0) {
    const names = (clusters.data?.clusters ?? []).map(({ name }) => name);
    return (
      <NothingToShow
        hidden={whole.nodes.size}
        clusters={n.list(names)}
        onShowAll={() =>
          url.set({
            hide: undefined,
            show: undefined,
            namespace: undefined,
            focus: undefined,
          })
        }
      />
    );
  }
  const showCluster =
    new Set([...drawn.nodes.values()].map(({ node }) => node.cluster)).size > 1;
  if (choices.view === 'table') {
    return (
      <div className={styles.table}>
        <TopologyTable
          graph={part}
          showCluster={showCluster}
          found={model.lit}
          when={periodPhrase(measured, cluster ?? '', page.time, t)}
        />
      </div>
    );
  }
  const placeholder = <LoadingFrame name={t('mesh.title')} clusters={[]} />;
  return (
    <div className={styles.canvas}>
      {model.catalog === 'waiting' ? (
        placeholder
      ) : (
        <MeshGraphView
          name={t('mesh.graphOf')}
          scope={layoutScope(cluster, choices, model)}
          graph={drawn}
          found={props.lit}
          centred={props.centred}
          showCluster={showCluster}
          foldLegend={props.foldLegend}
          onToggleGroup={props.onToggleGroup}
          onPlaced={props.onPlaced}
          placeholder={placeholder}
        />
      )}
    </div>
  );
}

/** Names what is laid out: for another question everything is placed anew. */
function layoutScope(
  cluster: string | undefined,
  choices: MapChoices,
  model: MapModel,
): string {
  const { focusId } = choices;
  return [
    'mesh',
    cluster ?? '',
    choices.grouping,
    // laid out by namespace, until the catalog tells its groups
    model.catalog === 'nothing' ? 'namespace' : '',
    choices.shown,
    choices.namespace ?? '',
    choices.hide,
    focusId ?? '',
    focusId ? choices.hops : '',
  ].join(' ');
}
