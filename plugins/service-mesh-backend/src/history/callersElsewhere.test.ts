import { mockServices } from '@backstage/backend-test-utils';
import {
  Answer,
  call,
  GATEWAY,
  linkedClusters,
  SHOP,
  step,
  STOCK,
  WEB,
} from '../mesh/__testUtils__/linkedClusters';
import { createHistoryService } from './createHistoryService';
import { TrafficHistoryService } from './TrafficHistoryService';

const START = Date.parse('2026-01-01T12:00:30Z');

/** The callers of stock in the other cluster's answer, with their requests in the newest steps. */
async function callersOf(here: Answer, elsewhere: Answer) {
  const { asked, clusters } = linkedClusters(here, elsewhere);
  const logger = mockServices.logger.mock();
  const now = () => START;
  const { workloads } = await createHistoryService({
    clusters,
    histories: new TrafficHistoryService({ logger, now }),
    logger,
    now,
  }).workloadHistory([STOCK], { windowSeconds: 60 });
  const callers = Object.fromEntries(
    workloads[0].callers.map(({ peer, series }) => [
      `${peer.cluster}/${peer.name}`,
      series.requests?.slice(-3),
    ]),
  );
  return { asked, callers };
}

describe('history of who is called through a gateway', () => {
  it('tells the callers in the other cluster, each call once', async () => {
    const { asked, callers } = await callersOf(
      at => step([call(GATEWAY, 100, 4)], at),
      at => step([call(WEB, 97, 4)], at),
    );
    expect(callers).toEqual({ 'east/web': [97, 97, 97] });
    expect(asked).toMatchObject([
      { scope: { namespaces: ['shop'] }, part: 'counts' },
    ]);
  });

  it('leaves to the gateway what nobody there is known to have sent', async () => {
    const { callers } = await callersOf(
      at => step([call(GATEWAY, 100)], at),
      at => step([call(WEB, 40)], at),
    );
    expect(callers).toEqual({
      'c/gateway': [60, 60, 60],
      'east/web': [40, 40, 40],
    });
  });

  it('keeps the gateway in steps that the other cluster does not remember', async () => {
    const { callers } = await callersOf(
      at => step([call(GATEWAY, 100)], at),
      (at, i) => (i < 22 ? undefined : step([call(WEB, 100)], at)),
    );
    expect(callers['c/gateway']).toEqual([100, null, null]);
    expect(callers['east/web']).toEqual([null, 100, 100]);
  });

  it('brings what the other cluster counted in a longer window to the step', async () => {
    const { callers } = await callersOf(
      at => step([call(GATEWAY, 100)], at),
      at => step([call(WEB, 200)], at, 120),
    );
    expect(callers).toEqual({ 'east/web': [100, 100, 100] });
  });

  it('asks no other cluster where no gateway passed on calls', async () => {
    const { asked, callers } = await callersOf(
      at => step([call(SHOP, 5)], at),
      at => step([], at),
    );
    expect(callers).toEqual({ 'c/web': [5, 5, 5] });
    expect(asked).toEqual([]);
  });
});
