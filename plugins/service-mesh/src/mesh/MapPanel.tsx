import type { Topology } from '@backstage-mesh/plugin-service-mesh-common';
import { ButtonIcon } from '@backstage/ui';
import { RiShareForwardLine } from '@remixicon/react';
import { useGraphActions } from '../graph-view';
import { MeshPage, useTranslate } from '../hooks';
import { periodPhrase } from '../names';
import { EdgePanel, NodePanel } from '../topology';
import { BlastPanel } from './BlastPanel';
import { EntitySummary } from './EntitySummary';
import { GroupPanel } from './GroupPanel';
import { MapChoices, pathParameter } from './meshAddress';
import { PathPanel } from './PathPanel';
import { useFocusedGraph } from './useFocusedGraph';
import type { MapModel } from './useMapModel';

/** Beside the map: what is picked, or the path or the callers that are looked at. */
export function MapPanel(props: {
  page: MeshPage;
  measured: Topology;
  model: MapModel;
  choices: MapChoices;
  takeFocus: boolean;
  /** Brings a node into view and picks it. */
  onShow(id: string): void;
  onToggleGroup(key: string): void;
}) {
  const { page, measured, model, choices, takeFocus, onShow } = props;
  const { set } = page.url;
  const { whole, drawn, entities } = model;
  const { selected, select } = useGraphActions();
  const t = useTranslate();
  const edge =
    selected?.type === 'edge' ? whole.edges.get(selected.id) : undefined;
  const graph = useFocusedGraph(
    page,
    whole,
    selected?.type === 'node' ? selected.id : edge?.target,
  );
  const shared = {
    graph,
    whenIn: (cluster: string) => periodPhrase(measured, cluster, page.time, t),
    takeFocus,
    onClose: () => select(undefined),
  };
  const group = selected && drawn.groups?.get(selected.id);
  if (group) {
    return (
      <GroupPanel
        key={group.key}
        page={page}
        group={group}
        graph={whole}
        onOpenNode={onShow}
        onToggle={() => props.onToggleGroup(group.key)}
        onClose={shared.onClose}
      />
    );
  }
  const node = selected && graph.nodes.get(selected.id);
  if (node) {
    return (
      <NodePanel
        {...shared}
        node={node}
        actions={
          <ButtonIcon
            variant="secondary"
            size="small"
            icon={<RiShareForwardLine />}
            aria-label={t('mesh.blast.show')}
            onPress={() => set({ blast: node.id, selected: undefined })}
          />
        }
        facts={
          <EntitySummary
            entityRefs={node.node.entityRefs}
            entities={entities}
          />
        }
      />
    );
  }
  if (edge) {
    const drawnEdge = drawn.edges.get(edge.id);
    // a line between closed groups stands for all calls between them
    const together = drawnEdge
      ? (drawn.outgoing.get(drawnEdge.source) ?? [])
          .filter(({ target }) => target === drawnEdge.target)
          .map(({ id }) => id)
      : [];
    const pair = together.flatMap(id => {
      const each = graph.edges.get(id);
      return each && each.source === edge.source && each.target === edge.target
        ? each
        : [];
    });
    const focused = graph.edges.get(edge.id) ?? edge;
    return (
      <EdgePanel
        {...shared}
        edges={[focused, ...pair.filter(({ id }) => id !== edge.id)]}
      />
    );
  }
  if (choices.path) {
    return (
      <PathPanel
        graph={whole}
        ends={choices.path}
        paths={model.paths}
        window={page.window}
        onEnds={ends => set({ path: pathParameter(ends) })}
        onOpenEdge={id => set({ selected: `edge:${id}` })}
        onClose={() => set({ path: undefined })}
      />
    );
  }
  return choices.blastId && model.blast ? (
    <BlastPanel
      graph={whole}
      id={choices.blastId}
      blast={model.blast}
      entities={entities}
      onOpenNode={onShow}
      onClose={() => set({ blast: undefined })}
    />
  ) : null;
}
