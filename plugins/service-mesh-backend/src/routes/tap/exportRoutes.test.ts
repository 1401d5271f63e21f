import { TapExport } from '@backstage-mesh/plugin-service-mesh-common';
import { NotAllowedError } from '@backstage/errors';
import supertest from 'supertest';
import { violations } from '../__testUtils__/contract';
import { useDemoPortal } from '../__testUtils__/demoPortal';
import { READER, VIDEO, VOTING } from '../__testUtils__/portal';
import { WORKLOAD } from '../../tap/__testUtils__/controlledMesh';
import { startTapServer, TapServer, VIEWER } from './__testUtils__/tapServer';

jest.setTimeout(60_000);

const SAVED: TapExport = {
  target: {
    cluster: 'east',
    namespace: 'video',
    kind: 'Deployment',
    name: 'videos-web',
  },
  query: { method: 'GET', path: '/videos', max_rps: 100 },
  rows: 250,
};

describe('exports of live taps', () => {
  const { get, post } = useDemoPortal({
    clusters: { east: { world: 'east' } },
  });

  const save = (user: string, body: object, entity = 'videos-web') =>
    post(`/entities/component/default/${entity}/tap/exports`, user, body);

  it('should let those save who may, with nothing in the answer', async () => {
    const { status, text } = await save(VIDEO, SAVED);
    expect([status, text]).toEqual([204, '']);
  });

  it('should let a pod of the workload be saved', async () => {
    const [pod] = await podsOf('videos-web');
    const target = { ...SAVED.target, kind: 'Pod', name: pod };
    expect((await save(VIDEO, { ...SAVED, target })).status).toBe(204);
  });

  async function podsOf(name: string): Promise<string[]> {
    const { body } = await get(
      `/entities/component/default/${name}/stats?window=1m`,
      VIDEO,
    );
    return body.workloads[0].pods.map((row: { name: string }) => row.name);
  }

  it.each([
    ['who may not tap', READER, 'videos-web', SAVED, /service-mesh\.tap is/],
    [
      'who may tap and not save',
      VOTING,
      'web',
      {
        ...SAVED,
        target: { ...SAVED.target, namespace: 'emojivoto', name: 'web' },
      },
      /service-mesh\.tap\.export is/,
    ],
  ])('should refuse those %s', async (_, user, entity, body, message) => {
    const response = await save(user, body, entity);
    expect(response.status).toBe(403);
    expect(violations('Error', response.body)).toEqual([]);
    expect(response.body.error.message).toMatch(message);
  });

  it('should know only what the entity selects', async () => {
    const target = { ...SAVED.target, name: 'payments' };
    const { status } = await save(VIDEO, { ...SAVED, target });
    expect(status).toBe(404);
  });

  it.each([
    ['without rows', { target: SAVED.target, query: {} }],
    ['with less than no rows', { ...SAVED, rows: -1 }],
    ['with data in it', { ...SAVED, events: [] }],
    ['with a filter that is none', { ...SAVED, query: { path: 'a\nb' } }],
    ['for nothing', {}],
  ])('should refuse a record %s', async (_, body) => {
    const response = await save(VIDEO, body);
    expect(response.status).toBe(400);
    expect(violations('Error', response.body)).toEqual([]);
  });
});

describe('the audit of exports', () => {
  let taps: TapServer;

  beforeEach(async () => {
    taps = await startTapServer();
  });

  afterEach(() => taps.close());

  const save = () =>
    supertest(taps.server)
      .post('/api/service-mesh/entities/component/default/web/tap/exports')
      .send({ ...SAVED, target: WORKLOAD });

  const meta = {
    viewer: VIEWER,
    asked: {
      entityRef: 'component:default/web',
      target: WORKLOAD,
      query: SAVED.query,
    },
    rows: 250,
  };

  it('should hold who saved what', async () => {
    expect((await save()).status).toBe(204);
    expect(taps.audits).toEqual([
      { status: 'initiated', meta },
      { status: 'succeeded', meta },
    ]);
  });

  it.each(['authorizeEntityRead', 'authorizeTapExport'] as const)(
    'should hold the refusal by %s',
    async check => {
      taps.authorization[check].mockRejectedValue(new NotAllowedError('no'));
      expect((await save()).status).toBe(403);
      expect(taps.audits).toEqual([
        { status: 'initiated', meta },
        { status: 'failed', meta, error: 'NotAllowedError' },
      ]);
    },
  );
});
