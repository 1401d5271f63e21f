import { DEFAULT_HEALTH_THRESHOLDS } from '@backstage-mesh/plugin-service-mesh-common';
import { videoTopology } from '../__fixtures__/videoCatalog';
import { numberFormats } from '../format';
import {
  groupGraph,
  groupedInput,
  layoutGrouped,
  modelTopology,
  openInPlace,
  renderGraph,
} from '../graph';
import { graphSvg } from './graphSvg';

const palette = {
  canvas: '#f5f5f5',
  card: '#fff',
  text: '#000',
  muted: '#666',
  line: '#ddd',
  edge: '#888',
  acc: '#1f5493',
  ok: '#0a0',
  warn: '#f90',
  fail: '#d00',
};

function pictureOf(open: ReadonlySet<string>) {
  const graph = groupGraph(
    modelTopology(videoTopology('5m'), DEFAULT_HEALTH_THRESHOLDS),
    ({ namespace }) =>
      namespace ? { key: namespace, title: `<${namespace}>` } : undefined,
    open,
  );
  const placed = openInPlace(graph, layoutGrouped(groupedInput(graph)));
  return graphSvg(
    renderGraph(graph, placed, { label: () => ({ rate: '1 rps' }) }),
    {
      caption: 'a "map" & more',
      nameOf: ({ graphNode }) => graphNode.node.name ?? '',
      palette,
      n: numberFormats('en'),
    },
  );
}

describe('graphSvg', () => {
  it.each([
    ['closed', new Set<string>()],
    ['open', new Set(['video'])],
  ])('is a picture of its own with groups %s', (_, open) => {
    const { svg, width, height } = pictureOf(open);
    const root = new DOMParser().parseFromString(
      svg,
      'image/svg+xml',
    ).documentElement;
    expect(root.nodeName).toBe('svg');
    expect(root.querySelector('title')?.textContent).toBe('a "map" & more');
    expect(
      [...root.querySelectorAll('text')].map(({ textContent }) => textContent),
    ).toEqual(expect.arrayContaining(['<video>']));
    expect(width).toBeGreaterThan(200);
    expect(height).toBeGreaterThan(100);
    expect(svg).not.toMatch(/NaN|undefined|var\(/);
  });
});
