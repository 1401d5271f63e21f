import {
  TopologyEdge,
  TopologyNode,
} from '@backstage-mesh/plugin-service-mesh-common';
import { TrafficView } from '../mesh/TrafficService';
import { drawPart, Part } from './PartMemory';

/**
 * Draws the parts of several clusters as one graph. Of what is in two clusters, each knows its own end better: the workload itself, and
 * the calls that it makes.
 *
 * @param latencies - of the part at the same place
 * @returns by id
 * @internal
 */
export function joinParts(
  parts: readonly Part[],
  latencies: readonly (TrafficView | undefined)[],
): { nodes: Map<string, TopologyNode>; edges: Map<string, TopologyEdge> } {
  const nodes = new Map<string, TopologyNode>();
  const edges = new Map<string, TopologyEdge>();
  parts.forEach((part, i) => {
    const latency = latencies[i]?.traffic;
    const drawn = drawPart(part, [latency], () => {
      const graph = part.graph.with({ latency });
      return {
        nodes: [...part.nodes.values()].map(peer => graph.node(peer)),
        edges: part.edges.map(edge => graph.edge(edge)),
      };
    });
    const { name } = part.view.cluster;
    drawn.nodes.forEach(node => {
      if (!nodes.has(node.id) || node.cluster === name) {
        nodes.set(node.id, node);
      }
    });
    drawn.edges.forEach(edge => {
      if (!edges.has(edge.id) || nodes.get(edge.source)?.cluster === name) {
        edges.set(edge.id, edge);
      }
    });
  });
  return { nodes, edges };
}
