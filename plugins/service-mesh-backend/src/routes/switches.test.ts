import { TestBackend } from '@backstage/backend-test-utils';
import { JsonObject } from '@backstage/types';
import { DemoCluster, startDemoCluster } from 'demo-cluster';
import supertest from 'supertest';
import { changingConfig } from '../switches/__testUtils__/changingConfig';
import { CountingProxy } from '../switches/__testUtils__/CountingProxy';
import { openEventStream } from './__testUtils__/eventStream';
import {
  as,
  clustersConfig,
  PLATFORM,
  startPortal,
} from './__testUtils__/portal';

const BASE = '/api/service-mesh';
const ENTITY = '/entities/component/default/videos-web';
const TOPOLOGY = `${ENTITY}/topology?window=1m`;
const TAP =
  '/clusters/east/namespaces/video/tap?resource_type=deployment&resource_name=videos-web';

jest.setTimeout(60_000);

describe('switches of a running portal', () => {
  let demo: DemoCluster;
  let proxy: CountingProxy;
  let portal: TestBackend;
  let change: (serviceMesh: JsonObject) => void;

  const get = (path: string) =>
    supertest(portal.server)
      .get(`${BASE}${path}`)
      .set('Authorization', as(PLATFORM));

  beforeAll(async () => {
    demo = await startDemoCluster({ world: 'east' });
    proxy = await CountingProxy.start(demo.url);
    const all = (serviceMesh: JsonObject) => ({
      permission: { enabled: true },
      kubernetes: clustersConfig([
        { name: 'east', url: proxy.url, token: demo.tokens.portal },
      ]),
      serviceMesh,
    });
    const live = changingConfig(all({}));
    change = serviceMesh => live.change(all(serviceMesh));
    portal = await startPortal(live.config);
  });

  beforeEach(async () => {
    change({});
    await until(async () => (await get(TOPOLOGY)).status === 200);
  });

  afterAll(async () => {
    await portal?.stop();
    proxy?.close();
    await demo?.close();
  });

  const tap = () =>
    openEventStream(`http://127.0.0.1:${portal.server.port()}${BASE}${TAP}`, {
      Authorization: as(PLATFORM),
    });

  const sleep = (ms: number) =>
    new Promise(resolve => {
      setTimeout(resolve, ms);
    });

  async function until(isSo: () => Promise<boolean> | boolean, ms = 20_000) {
    const deadline = Date.now() + ms;
    while (!(await isSo())) {
      if (Date.now() > deadline) {
        throw new Error('It did not come to that');
      }
      await sleep(50);
    }
  }

  it.each<[string, JsonObject, RegExp]>([
    ['the whole plugin', { paused: true }, /serviceMesh\.paused/],
    [
      'a cluster',
      { clusters: [{ name: 'east', paused: true }] },
      /The cluster east is paused by an administrator/,
    ],
  ])(
    'should ask nothing any more once %s is paused, and say so',
    async (_, settings, reason) => {
      const stream = await tap();
      await stream.waitFor(({ type }) => type === 'tap');
      await until(() => proxy.open > 8);

      change(settings);
      const { data } = await stream.waitFor(
        ({ type }) => type === 'end',
        1_000,
      );
      stream.close();
      expect(data).toMatchObject({
        reason: 'switched-off',
        message: expect.stringMatching(reason),
      });
      await until(() => proxy.open === 0, 2_000);
      const before = proxy.requests.length;

      const { body } = await get('/clusters');
      expect(body.clusters).toEqual([
        expect.objectContaining({
          name: 'east',
          state: 'disabled',
          reason: expect.stringMatching(reason),
          tap: { enabled: false, reason: expect.stringMatching(reason) },
        }),
      ]);
      const workloads = await get(`${ENTITY}/workloads`);
      expect(workloads.status).toBe(200);
      expect(workloads.body.warnings).toEqual([
        {
          code: 'cluster-paused',
          message: expect.stringMatching(reason),
          cluster: 'east',
        },
      ]);
      for (const path of [
        '/topology?window=1m',
        '/clusters/east/topology?window=1m',
      ]) {
        const answer = await get(path);
        expect(answer.status).toBe(503);
        expect(answer.body.error.message).toMatch(reason);
      }
      expect((await tap()).status).toBe(503);
      await sleep(3_000);
      expect(proxy.requests.slice(before)).toEqual([]);
      expect(proxy.open).toBe(0);
    },
  );

  it('should go on where it was when it may again', async () => {
    change({ paused: true });
    await until(() => proxy.open === 0, 2_000);
    change({});
    await until(() => proxy.open >= 9, 3_000);
    const stream = await tap();
    expect(stream.status).toBe(200);
    await stream.waitFor(({ type }) => type === 'tap', 3_000);
    stream.close();
  });

  it('should end the taps of a namespace that is excluded, and no others', async () => {
    const stream = await tap();
    await stream.waitFor(({ type }) => type === 'tap');
    change({
      clusters: [{ name: 'east', tap: { excludedNamespaces: ['video'] } }],
    });
    const { data } = await stream.waitFor(({ type }) => type === 'end', 1_000);
    expect(data).toMatchObject({ reason: 'switched-off' });
    expect((await tap()).status).toBe(403);
    const { body } = await get(`${ENTITY}/workloads`);
    expect(body.workloads[0].tap).toMatchObject({
      allowed: false,
      reason: 'disabled',
      message: expect.stringContaining('namespace video'),
    });
    expect((await get(TOPOLOGY)).status).toBe(200);
  });

  it('should read no proxy of a namespace that is excluded, and say whose numbers are missing', async () => {
    change({
      clusters: [
        {
          name: 'east',
          metrics: { proxies: { excludedNamespaces: ['video'] } },
        },
      ],
    });
    // What is on its way may still come.
    await sleep(3_500);
    const before = proxy.requests.length;
    await until(async () => {
      const { body } = await get(`${ENTITY}/stats?window=30s`);
      return JSON.stringify(body.warnings).includes('excludedNamespaces');
    }, 30_000);
    const scraped = proxy.requests
      .slice(before)
      .filter(path => /\/namespaces\/video\/pods\/.*\/proxy/.test(path));
    expect(scraped).toEqual([]);
  });
});
