import { mockServices } from '@backstage/backend-test-utils';
import { WorkloadRef } from '@backstage-mesh/plugin-service-mesh-common';
import { TrafficHistoryService } from '../history';
import {
  Answer,
  call,
  GATEWAY,
  linkedClusters,
  step,
  STOCK,
  WEB,
} from '../mesh/__testUtils__/linkedClusters';
import { createTimelineService } from './createTimelineService';

const START = Date.parse('2026-01-01T12:00:30Z');

/** Ten people call web, which calls stock in the other cluster eight times, and somebody there calls stock twice. */
const ELSEWHERE: Answer = at =>
  step([call({ type: 'unmeshed' }, 10, 1, WEB), call(WEB, 8, 3)], at);
const HERE: Answer = at =>
  step([call(GATEWAY, 8, 3), call({ type: 'unmeshed' }, 2, 1)], at);

async function newest(
  members: WorkloadRef[],
  here: Answer = HERE,
  elsewhere: Answer = ELSEWHERE,
) {
  const logger = mockServices.logger.mock();
  const now = () => START;
  const { clusters } = linkedClusters(here, elsewhere);
  const { requests, failures } = await createTimelineService({
    clusters,
    histories: new TrafficHistoryService({ logger, now }),
    logger,
    now,
  }).timeline(members, { depth: 1 });
  return [requests.at(-1), failures.at(-1)];
}

describe('timeline over two clusters', () => {
  it('counts a request once, also where a gateway passed it on', async () => {
    expect(await newest([WEB, STOCK])).toEqual([12, 2]);
  });

  it('counts what comes from the other cluster where its caller is no part of the view', async () => {
    expect(await newest([STOCK])).toEqual([10, 4]);
  });

  it('does not know a step that one of the clusters does not', async () => {
    const isOld = (_: number, i: number) => i < 40;
    const forgetful: Answer = (at, i) =>
      isOld(at, i) ? ELSEWHERE(at, i) : undefined;
    expect(await newest([WEB, STOCK], HERE, forgetful)).toEqual([null, null]);
  });

  it('knows of one cluster where the other was never measured', async () => {
    const never: Answer = () => undefined;
    expect(await newest([WEB, STOCK], HERE, never)).toEqual([10, 4]);
  });
});
