import { NO_FILTER, RowFilter } from './filterRows';
import {
  describeQuery,
  rowFilterFrom,
  rowFilterParameters,
  tapQueryFrom,
} from './tapAddress';

const url = (search: string) => {
  const parameters = new URLSearchParams(search);
  return { get: (name: string) => parameters.get(name) ?? undefined };
};

describe('tapQueryFrom', () => {
  it('reads the question to the mesh', () => {
    const query = tapQueryFrom(
      url('method=GET&path=/videos&to=video/deployment/videos-api&other=x'),
    );
    expect(query).toEqual({
      method: 'GET',
      path: '/videos',
      to_namespace: 'video',
      to_resource_type: 'deployment',
      to_resource_name: 'videos-api',
    });
    expect(describeQuery(query)).toBe('GET /videos → videos-api');
  });

  it('asks for fewer samples', () => {
    expect(tapQueryFrom(url('rps=10'))).toEqual({ max_rps: 10 });
  });

  it.each(['rps=-1', 'rps=x', 'to=videos-api', 'to=a/b/', 'to=a/b/c/d', ''])(
    'takes nothing from %p',
    search => {
      expect(tapQueryFrom(url(search))).toEqual({});
    },
  );
});

describe('rowFilterFrom', () => {
  it('is what was put into the address', () => {
    const filter: RowFilter = {
      text: 'a b',
      status: 'failed',
      way: 'in',
      slowerThan: 100,
      source: 'video/videos-web',
      destination: 'playlists',
      peer: 'video/videos-web',
      method: 'GET',
      route: '/videos/{id}',
      path: '/videos/7',
      header: 'x-request-id: 4',
      hide: ['/healthz', '/metrics'],
    };
    const parameters = new URLSearchParams(
      rowFilterParameters(filter) as Record<string, string>,
    );
    expect(rowFilterFrom(url(parameters.toString()))).toEqual(filter);
  });

  it('takes no value that it does not know', () => {
    expect(rowFilterFrom(url('status=odd&way=up&slower=3'))).toEqual(NO_FILTER);
    expect(
      Object.values(rowFilterParameters(NO_FILTER)).every(
        value => value === undefined,
      ),
    ).toBe(true);
  });
});
