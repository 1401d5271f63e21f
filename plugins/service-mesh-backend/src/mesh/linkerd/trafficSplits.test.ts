import {
  InventorySnapshot,
  MetricsSource,
  TrafficSplit,
} from '@backstage-mesh/plugin-service-mesh-node';
import { recordedSnapshot } from '../../metrics/__testUtils__/recordedMesh';
import { recordedSource } from '../../metrics/__testUtils__/recordedSource';
import { trafficSplits } from './trafficSplits';

describe('trafficSplits', () => {
  let snapshot: InventorySnapshot;
  let metrics: MetricsSource;

  beforeAll(async () => {
    snapshot = await recordedSnapshot();
    metrics = recordedSource(snapshot);
  });

  afterAll(() => metrics.close());

  const ask = (namespace: string) =>
    trafficSplits({ metrics, snapshot, windowSeconds: 60, namespace });
  const names = ({ source, apex, leaf }: TrafficSplit) =>
    `${source.name}: ${apex.name} > ${leaf.name}`;

  it('should find the recorded split, four to one', async () => {
    const splits = (await ask('video')).filter(
      ({ source }) => source.name === 'videos-web',
    );
    expect(splits.map(names).sort()).toEqual([
      'videos-web: videos-api > videos-api-v1',
      'videos-web: videos-api > videos-api-v2',
    ]);
    const requests = (leaf: string) =>
      splits.find(split => split.leaf.name === leaf)?.requests ?? 0;
    const v2 = requests('videos-api-v2');
    const share = v2 / (v2 + requests('videos-api-v1'));
    expect(v2).toBeGreaterThan(0);
    expect(share).toBeGreaterThan(0.1);
    expect(share).toBeLessThan(0.3);
  });

  it('should leave out calls that no rule splits', async () => {
    const all = (await ask('video')).map(names);
    expect(all).toEqual(all.filter(name => name.includes('videos-api >')));
    expect(await ask('voting')).toEqual([]);
  });
});
