import { DEFAULT_HEALTH_THRESHOLDS } from '@backstage-mesh/plugin-service-mesh-common';
import { videoTopology } from '../__fixtures__/videoCatalog';
import { openInPlace } from './frames';
import { groupedInput, layoutGrouped } from './groupLayout';
import { modelTopology } from './model';
import { renderGraph } from './render';

const graph = modelTopology(videoTopology(), DEFAULT_HEALTH_THRESHOLDS);
const layout = openInPlace(graph, layoutGrouped(groupedInput(graph)));
const model = renderGraph(graph, layout, {
  label: ({ edges }) => ({ rate: edges[0].edge.protocol }),
});
const node = (name: string) =>
  model.nodes.find(({ graphNode }) => graphNode.node.name === name);
const edge = (source: string, target: string) =>
  model.edges.find(
    each => each.source.endsWith(source) && each.target.endsWith(target),
  );

describe('renderGraph', () => {
  it('orders nodes worst first', () => {
    expect(model.nodes[0].graphNode.node.name).toBe('videos-api');
    expect(model.nodes.at(-1)?.graphNode.health.state).toBe('not-measured');
  });

  it('draws small what has no request numbers', () => {
    expect(node('playlists-api')?.compact).toBe(false);
    expect(node('digest-mail')?.compact).toBe(false);
    expect(node('playlists-db')?.compact).toBe(false);
    expect(node('videos-db')?.compact).toBe(true);
    expect(node('ingress')?.compact).toBe(true);
    expect(node('cdn.example:443')?.compact).toBe(true);
  });

  it('dashes TCP and what leaves the mesh', () => {
    expect(edge('playlists-api', 'videos-api')?.dash).toBe('solid');
    expect(edge('playlists-api', 'playlists-db')?.dash).toBe('tcp');
    expect(edge('ingress', 'videos-web')?.dash).toBe('outside');
    expect(edge('playlists-api', 'cdn.example:443')?.dash).toBe('outside');
  });

  it('colours failing calls and leaves healthy ones quiet', () => {
    expect(edge('playlists-api', 'videos-api')?.tone).toBe('fail');
    expect(edge('playlists-api', 'playlists-db')?.tone).toBe('quiet');
  });

  it('shows the label of the busiest call', () => {
    expect(edge('playlists-api', 'videos-api')?.labelShown).toBe(true);
  });

  it('labels only what is not well in a crowd', () => {
    const crowd = renderGraph(graph, layout, {
      label: () => ({ rate: '1' }),
      crowd: 0,
    });
    const labelled = crowd.edges.filter(({ labelShown }) => labelShown);
    expect(labelled.length).toBeGreaterThan(0);
    expect(labelled.map(({ tone }) => tone)).not.toContain('quiet');
  });

  it('lets lines step back only where there are more than can be told apart', () => {
    const faint = (crowd: number) =>
      renderGraph(graph, layout, { crowd }).edges.filter(each => each.faint);
    expect(faint(model.edges.length)).toEqual([]);
    const quiet = faint(model.edges.length - 1);
    expect(quiet.length).toBeGreaterThan(0);
    expect(quiet.map(({ tone }) => tone)).not.toContain('fail');
    // among single workloads the busiest lead nowhere
    expect(quiet.some(({ main }) => main)).toBe(false);
  });

  it('draws only what has a place', () => {
    const partial = renderGraph(graph, {
      positions: { [model.nodes[0].id]: { x: 0, y: 0 } },
      waypoints: {},
      frames: {},
    });
    expect(partial.nodes).toHaveLength(1);
    expect(partial.edges).toEqual([]);
  });

  it('draws the lines of an area as they are in the whole, and no others', () => {
    const videos = node('videos-api');
    const area = { ...videos!.box };
    const label = () => ({ rate: '1' });
    const part = renderGraph(graph, layout, { label, area });
    const reaching = part.edges.filter(
      ({ source, target }) => source === videos?.id || target === videos?.id,
    );
    expect(reaching.length).toBeGreaterThan(0);
    expect(part.edges.length).toBeLessThan(model.edges.length);
    expect(part.bundles).toHaveLength(model.bundles.length);
    expect(part.nodes).toHaveLength(model.nodes.length);
    for (const { id, geometry } of reaching) {
      expect(geometry).toEqual(
        model.edges.find(each => each.id === id)?.geometry,
      );
    }
  });
});
