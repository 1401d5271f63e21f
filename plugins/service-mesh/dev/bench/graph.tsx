import type {
  Topology,
  TopologyNode,
} from '@backstage-mesh/plugin-service-mesh-common';
import { MockErrorApi, TestApiProvider, mockApis } from '@backstage/test-utils';
import { configApiRef, errorApiRef } from '@backstage/core-plugin-api';
import { translationApiRef } from '@backstage/core-plugin-api/alpha';
import { useMemo, useState } from 'react';
import { flushSync } from 'react-dom';
import { createRoot } from 'react-dom/client';
import { DEFAULT_HEALTH_THRESHOLDS } from '@backstage-mesh/plugin-service-mesh-common';
import { Point, groupGraph, modelTopology, startOpen } from '../../src/graph';
import { MeshGraphView } from '../../src/graph-view';
import { MeshRoot } from '../../src/theme';

/** What the page can be told from outside. */
interface GraphBench {
  /** Shows an answer, by namespace if `grouped`, and returns when it was handed over, in milliseconds since the page was opened. */
  show(topology: Topology, options: { grouped: boolean }): number;
  /** Shows the next answer, and returns after it is drawn. */
  update(topology: Topology): void;
  /** Where everything stands. */
  places(): Record<string, Point>;
}

declare global {
  interface Window {
    graphBench: GraphBench;
  }
}

const byNamespace = ({ namespace }: TopologyNode) =>
  namespace === undefined ? undefined : { key: namespace, title: namespace };

interface Shown {
  topology: Topology;
  grouped: boolean;
}

let placed: Record<string, Point> = {};
let hand: (change: (before: Shown | undefined) => Shown) => void = () => {};

function Page() {
  const [shown, setShown] = useState<Shown>();
  hand = setShown;
  return shown ? <Graph {...shown} /> : null;
}

function Graph({ topology, grouped }: Shown) {
  const graph = useMemo(
    () => modelTopology(topology, DEFAULT_HEALTH_THRESHOLDS),
    [topology],
  );
  const [open, setOpen] = useState(() => startOpen(graph, byNamespace));
  const drawn = useMemo(
    () => (grouped ? groupGraph(graph, byNamespace, open) : graph),
    [graph, grouped, open],
  );
  return (
    <MeshGraphView
      name="the mesh"
      scope={grouped ? 'grouped' : 'all'}
      graph={drawn}
      homeNamespace={undefined}
      showCluster={false}
      foldLegend={false}
      onToggleGroup={key =>
        setOpen(before => {
          const next = new Set(before);
          if (!next.delete(key)) {
            next.add(key);
          }
          return next;
        })
      }
      placeholder={null}
      onPlaced={({ positions }) => {
        placed = positions;
      }}
    />
  );
}

createRoot(document.getElementById('root')!).render(
  <TestApiProvider
    apis={[
      [configApiRef, mockApis.config()],
      [errorApiRef, new MockErrorApi()],
      [translationApiRef, mockApis.translation()],
    ]}
  >
    <MeshRoot style={{ position: 'fixed', inset: 0 }}>
      <Page />
    </MeshRoot>
  </TestApiProvider>,
);

window.graphBench = {
  show(topology, { grouped }) {
    const at = performance.now();
    hand(() => ({ topology, grouped }));
    return at;
  },
  places: () => placed,
  update(topology) {
    flushSync(() =>
      hand(before => ({ grouped: before?.grouped ?? false, topology })),
    );
  },
};
