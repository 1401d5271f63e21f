import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { axe } from 'jest-axe';
import { FixtureApi } from '../__fixtures__/FixtureApi';
import { renderInPortal } from '../__testUtils__/renderInPortal';
import { StatsTab } from './StatsTab';

const names = (table: HTMLElement) =>
  within(table)
    .getAllByRole('row')
    .slice(1)
    .map(row => within(row).getAllByRole('cell')[0].textContent);

describe('StatsTab', () => {
  it('shows the golden metrics of the workload', async () => {
    renderInPortal(<StatsTab />);
    const cells = await screen.findByRole('group', {
      name: 'Golden metrics of playlists-api',
    });
    for (const text of ['90.3', '19.3', '1.9', '486', '3 of 3', '100']) {
      expect(cells).toHaveTextContent(text);
    }
  });

  it('has a table for callers, callees, pods and TCP, worst first', async () => {
    renderInPortal(<StatsTab />);
    expect(
      names(await screen.findByRole('table', { name: 'Inbound' })),
    ).toEqual(['videos-web', 'digest-mailreporting']);
    expect(
      names(screen.getByRole('table', { name: 'Outbound' })).map(
        text => text?.match(/^[a-z-]+/)?.[0],
      ),
    ).toEqual(['videos-api', 'playlists-db', 'cdn']);
    expect(names(screen.getByRole('table', { name: 'Pods' }))).toHaveLength(3);
    expect(names(screen.getByRole('table', { name: 'TCP' }))).toEqual([
      'playlists-db',
      'cdn.example:443',
    ]);
  });

  it('shows the unknown as a dash with its reason', async () => {
    renderInPortal(<StatsTab />);
    const row = within(
      await screen.findByRole('table', { name: 'Outbound' }),
    ).getByRole('row', { name: /playlists-db/ });
    expect(
      within(row).getAllByRole('img', {
        name: 'unknown: no response in the window',
      }),
    ).toHaveLength(4);
  });

  it('sorts by a column, and back to worst first', async () => {
    const user = userEvent.setup();
    renderInPortal(<StatsTab />);
    const table = await screen.findByRole('table', { name: 'Pods' });
    const header = within(table).getByRole('button', { name: 'Name' });
    await user.click(header);
    expect(names(table).map(name => name?.slice(-5))).toEqual([
      'b3n8w',
      'q9d4m',
      'x7k2p',
    ]);
    await user.click(header);
    expect(names(table)[0]).toMatch(/x7k2p$/);
    expect(
      within(table).getByRole('columnheader', { name: 'Name' }),
    ).toHaveAttribute('aria-sort', 'descending');
  });

  it('offers no tap to those who may not tap', async () => {
    renderInPortal(<StatsTab />, { forbidden: ['service-mesh.tap'] });
    await screen.findByRole('table', { name: 'Pods' });
    expect(screen.queryByRole('link', { name: /^Tap / })).toBeNull();
    expect(
      screen.queryByRole('button', { name: 'Tap these calls' }),
    ).toBeNull();
  });

  it('leads from a row to a tap of these calls', async () => {
    renderInPortal(<StatsTab />);
    const link = await screen.findByRole('link', { name: 'Tap videos-api' });
    expect(link).toHaveAttribute(
      'href',
      '/tap?workload=east%2Fvideo%2FDeployment%2Fplaylists-api&to=video%2Fdeployment%2Fvideos-api&start=true',
    );
  });

  it('asks for another window', async () => {
    const user = userEvent.setup();
    const api = new FixtureApi();
    const asked = jest.spyOn(api, 'getStats');
    renderInPortal(<StatsTab />, { api });
    await screen.findByRole('table', { name: 'Pods' });
    await user.click(screen.getByRole('radio', { name: /^15.min$/ }));
    expect(asked).toHaveBeenLastCalledWith(
      'component:default/playlists-api',
      expect.objectContaining({ window: '15m' }),
    );
    expect(screen.getByTestId('address')).toHaveTextContent('window=15m');
  });

  it('opens with who is to blame, since when, and what changed before', async () => {
    renderInPortal(<StatsTab />);
    expect(
      await screen.findByText(/so 9\.7.% of requests here fail/, {
        normalizer: text => text,
      }),
    ).toBeInTheDocument();
    expect(screen.getByText(/rolled out at/)).toHaveTextContent(
      /^videos-api fails 31\.1.% of the calls from playlists-api since \d\d:\d\d, so/,
    );
    expect(screen.getAllByText('likely origin').length).toBeGreaterThan(1);
  });

  it('compares each number with the span before', async () => {
    renderInPortal(<StatsTab />);
    const cells = await screen.findByRole('group', {
      name: 'Golden metrics of playlists-api',
    });
    for (const words of [
      '9.5 pts less than in the 1 h before',
      'unchanged against the 1 h before',
      '2.2 times that of the 1 h before',
    ]) {
      expect(
        await within(cells).findByRole('img', {
          name: name => name.replaceAll('\u00a0', ' ') === words,
        }),
      ).toBeInTheDocument();
    }
    expect(within(cells).getAllByText('no change').length).toBeGreaterThan(0);
    expect(cells).not.toHaveTextContent('→');
  });

  it('shows a number over time, with its values under the arrow keys', async () => {
    const user = userEvent.setup();
    renderInPortal(<StatsTab />);
    await user.click(
      await screen.findByRole('button', { name: /^Failures over time/ }),
    );
    expect(screen.getByTestId('address')).toHaveTextContent('chart=failures');
    const chart = await screen.findByRole('slider', {
      name: /^Failures of playlists-api/,
    });
    expect(chart).toHaveAttribute('aria-valuenow', '59');
    chart.focus();
    await user.keyboard('{Home}');
    expect(chart).toHaveAttribute('aria-valuenow', '0');
    expect(chart).toHaveAttribute(
      'aria-valuetext',
      expect.stringMatching(/: <0\.1/),
    );
    expect(
      screen.getByRole('table', { name: /^Failures of playlists-api/ }),
    ).toBeInTheDocument();
    await user.keyboard('{Escape}');
    expect(screen.queryByRole('slider')).toBeNull();
  });

  it('says where the memory of the source ends', async () => {
    renderInPortal(<StatsTab />, { state: 'healthy' });
    expect(
      await screen.findByText(/Charts: since (\w+ \d+ )?\d\d:\d\d\./),
    ).toBeInTheDocument();
    expect(screen.queryByText(/so .* of requests here fail/)).toBeNull();
  });

  it('has the evidence, but no blame, without a history', async () => {
    renderInPortal(<StatsTab />, { state: 'no-history' });
    const table = await screen.findByRole('table', {
      name: 'What its calls did',
    });
    expect(names(table)).toEqual(['videos-api']);
    expect(screen.getByText(/; it also calls /)).toBeInTheDocument();
    expect(screen.queryByText('likely origin')).toBeNull();
  });

  it('explains a number on request, and gives the focus back', async () => {
    const user = userEvent.setup();
    const api = new FixtureApi();
    const asked = jest.spyOn(api, 'getExplanation');
    renderInPortal(<StatsTab />, { api });
    const table = await screen.findByRole('table', { name: 'Outbound' });
    expect(asked).not.toHaveBeenCalled();
    const number = within(table).getByRole('button', { name: /^68\.9/ });
    await user.click(number);
    const dialog = await screen.findByRole('dialog', {
      name: 'Success · calls that it makes',
    });
    expect(
      await within(dialog).findByText(/direction="outbound"/),
    ).toBeInTheDocument();
    expect(dialog).toHaveTextContent('http://prometheus.example');
    expect(dialog).toHaveTextContent("the proxy's own admin port");
    expect(dialog).toHaveTextContent(
      /In the window: [\d,]+ successes, [1-9][\d,]* failures\./,
    );
    expect(dialog).toHaveTextContent('As the caller counts it.');
    await user.keyboard('{Escape}');
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  });

  it('explains every number in its tables, but what Kubernetes says of pods', async () => {
    renderInPortal(<StatsTab />);
    await screen.findByRole('table', { name: 'What its calls did' });
    const tables = await screen.findAllByRole('table');
    const plain = tables.flatMap(table => {
      const heads = within(table).getAllByRole('columnheader');
      return [...table.querySelectorAll('tbody tr')].flatMap(row =>
        [...row.children]
          .map((cell, at) => ({ cell, head: heads[at] }))
          .filter(
            ({ cell, head }) =>
              cell.hasAttribute('data-numeric') &&
              head.getAttribute('aria-sort') !== null &&
              !cell.querySelector('[data-explained]'),
          )
          .map(
            ({ head }) =>
              `${table.getAttribute('aria-label')}: ${head.textContent}`,
          ),
      );
    });
    expect(tables.map(table => table.getAttribute('aria-label'))).toEqual(
      expect.arrayContaining(['Policy', 'Denied by policy', 'Routes inbound']),
    );
    expect([...new Set(plain)].sort()).toEqual(['Pods: Age', 'Pods: Restarts']);
  });

  it('explains the evidence by the steps of the history', async () => {
    const user = userEvent.setup();
    const api = new FixtureApi();
    const asked = jest.spyOn(api, 'getExplanation');
    renderInPortal(<StatsTab />, { api });
    const table = await screen.findByRole('table', {
      name: 'What its calls did',
    });
    const row = within(table).getAllByRole('row')[1];
    const numbers = within(row)
      .getAllByRole('button')
      .filter(({ dataset }) => dataset.explained === '');
    expect(numbers.length).toBeGreaterThan(3);
    await user.click(within(row).getByRole('button', { name: /%$/ }));
    const dialog = await screen.findByRole('dialog', {
      name: 'Explains · calls that it makes',
    });
    expect(
      await within(dialog).findByText(/÷ failures of the workload itself/),
    ).toBeInTheDocument();
    expect(dialog).toHaveTextContent(/each of 60 steps of 1.min/);
    expect(asked).toHaveBeenCalledWith(
      expect.any(String),
      expect.objectContaining({ window: '1m' }),
    );
  });

  it.each([
    [
      'none that failed',
      { calls: true },
      /^None of its calls failed in the last/,
    ],
    ['none that are measured', { calls: false }, /^Not known: not all/],
    ['none at all', {}, /^It made no call in the last/],
  ] as const)(
    'tells calls apart: %s',
    async (_, { calls }: { calls?: boolean }, words) => {
      const api = new FixtureApi();
      const { getStats } = api;
      jest.spyOn(api, 'getStats').mockImplementation(async (...args) => {
        const answer = await getStats.apply(api, args);
        return {
          ...answer,
          workloads: answer.workloads.map(each => ({
            ...each,
            outbound:
              calls === undefined
                ? []
                : each.outbound.map(({ peer, edge }) => ({
                    peer,
                    edge: {
                      ...edge,
                      stats: calls
                        ? {
                            requestsPerSecond: 1,
                            successRate: 1,
                            counts: { successes: 300, failures: 0 },
                          }
                        : {},
                    },
                  })),
          })),
        };
      });
      jest.spyOn(api, 'getHistory').mockRejectedValue(new Error('not there'));
      renderInPortal(<StatsTab />, { api });
      const line = await screen.findByRole('region', {
        name: 'What its calls did',
      });
      expect(line).toHaveTextContent(
        new RegExp(`^What its calls did${words.source.slice(1)}`),
      );
    },
  );

  it('takes one step of the keyboard for the numbers of a table', async () => {
    const user = userEvent.setup();
    renderInPortal(<StatsTab />);
    const table = await screen.findByRole('table', { name: 'Pods' });
    const numbers = within(table)
      .getAllByRole('button')
      .filter(({ dataset }) => dataset.explained === '');
    expect(numbers.filter(({ tabIndex }) => tabIndex === 0)).toHaveLength(1);
    numbers[0].focus();
    await user.keyboard('{ArrowRight}{ArrowDown}');
    expect(document.activeElement).toHaveTextContent('6.4');
    expect(document.activeElement).toHaveAttribute('tabindex', '0');
  });

  it('shows what routes, splits and policy do', async () => {
    renderInPortal(<StatsTab />);
    expect(
      names(await screen.findByRole('table', { name: 'Routes inbound' })),
    ).toEqual(['GET /playlists/{id}', 'GET /playlists', 'POST /playlists']);
    expect(
      screen.getByText(/^Slowest by p99: GET \/playlists\/\{id\}, /),
    ).toBeInTheDocument();
    expect(
      within(screen.getByRole('table', { name: 'Routes outbound' })).getByText(
        /sent: 68\.9/,
        { normalizer: text => text },
      ),
    ).toBeInTheDocument();
    const split = screen.getByRole('table', {
      name: 'Traffic split of videos-api:80',
    });
    expect(within(split).getAllByRole('row')[1]).toHaveTextContent(
      /videos-api-182:80.*30.*31\.0/,
    );
    expect(
      screen.getByText(/of the failures come from videos-api-182/),
    ).toBeInTheDocument();
    expect(
      names(screen.getByRole('table', { name: 'Denied by policy' })),
    ).toEqual(['intruderintruder.attic']);
  });

  it('folds tables without rows to the reason', async () => {
    renderInPortal(<StatsTab />, { state: 'healthy' });
    expect(
      await screen.findByText(/^Nobody was denied in the last/),
    ).toBeInTheDocument();
    expect(
      screen.queryByRole('table', { name: 'Denied by policy' }),
    ).toBeNull();
  });

  it('shows one pod, and leads back', async () => {
    const user = userEvent.setup();
    renderInPortal(<StatsTab />);
    await user.click(
      await screen.findByTitle('Show pod playlists-api-6d5c7968f4-q9d4m'),
    );
    expect(screen.getByTestId('address')).toHaveTextContent(
      'pod=playlists-api-6d5c7968f4-q9d4m',
    );
    expect(
      await screen.findByRole('table', { name: 'Inbound' }),
    ).toHaveTextContent(/videos-web-0.*videos-web-1/);
    await user.click(
      screen.getByRole('button', { name: 'Back to playlists-api' }),
    );
    expect(
      await screen.findByRole('table', { name: 'Pods' }),
    ).toBeInTheDocument();
  });

  it('says so where a pod is gone', async () => {
    renderInPortal(<StatsTab />, { search: '?pod=playlists-api-old' });
    expect(
      await screen.findByText('Pod playlists-api-old is gone'),
    ).toBeInTheDocument();
  });

  it('asks for a range of the past, and refuses one that cannot be', async () => {
    const user = userEvent.setup();
    const api = new FixtureApi();
    const asked = jest.spyOn(api, 'getStats');
    renderInPortal(<StatsTab />, { api });
    await user.click(await screen.findByRole('button', { name: 'Range' }));
    const from = await screen.findByLabelText('From');
    const to = screen.getByLabelText('To');
    const day = new Date(Date.now() - 24 * 3_600_000)
      .toISOString()
      .slice(0, 10);
    fireEvent.change(from, { target: { value: `${day}T11:00` } });
    fireEvent.change(to, { target: { value: `${day}T10:00` } });
    await user.click(screen.getByRole('button', { name: 'Show' }));
    expect(screen.getByRole('alert')).toHaveTextContent(
      'The beginning must lie before the end.',
    );
    fireEvent.change(to, { target: { value: `${day}T11:20` } });
    await user.click(screen.getByRole('button', { name: 'Show' }));
    await waitFor(() =>
      expect(asked).toHaveBeenLastCalledWith(
        'component:default/playlists-api',
        expect.objectContaining({
          window: '1200s',
          end: new Date(`${day}T11:20`).toISOString(),
        }),
      ),
    );
    expect(
      await screen.findByText(/^Numbers: between .* and 11:20\./),
    ).toBeInTheDocument();
  });

  it('asks for the time since the last deploy', async () => {
    const api = new FixtureApi();
    const asked = jest.spyOn(api, 'getStats');
    renderInPortal(<StatsTab />, { api, search: '?window=deploy' });
    await waitFor(() =>
      expect(asked).toHaveBeenCalledWith(
        'component:default/playlists-api',
        expect.objectContaining({ window: '130m' }),
      ),
    );
  });

  it('says that the time since a young deploy holds the version before too, and compares nothing', async () => {
    class YoungApi extends FixtureApi {
      async getStats(...given: Parameters<FixtureApi['getStats']>) {
        const stats = await super.getStats(...given);
        const versionSince = new Date(Date.now() - 28_000).toISOString();
        return {
          ...stats,
          workloads: stats.workloads.map(each => ({
            ...each,
            workload: { ...each.workload, versionSince },
          })),
        };
      }
    }
    renderInPortal(<StatsTab />, {
      api: new YoungApi(),
      search: '?window=deploy',
    });
    expect(
      await screen.findByText(
        /^The newest version runs since .* the last 1.min: they hold calls to the version before it too/,
      ),
    ).toBeInTheDocument();
    const cells = await screen.findByRole('group', {
      name: 'Golden metrics of playlists-api',
    });
    await within(cells).findByRole('button', { name: /^Failures over time/ });
    expect(
      within(cells).queryByRole('img', { name: /than in|against|times that/ }),
    ).not.toBeInTheDocument();
  });

  it.each([
    ['no-workload', 'No workload matches no-workload'],
    ['not-meshed', 'No pod of playlists-api is in the mesh'],
    ['no-traffic', 'Nobody called playlists-api in the last 5\u00a0min'],
    ['no-metrics', 'No numbers: nothing measures cluster north'],
    ['forbidden', 'You may not see mesh data of forbidden'],
    ['error', 'The service mesh did not answer'],
    ['stale', /^Numbers stopped at/],
  ])('has words of its own for %s', async (state, words) => {
    renderInPortal(<StatsTab />, { state });
    expect(
      (await screen.findAllByText(words, { normalizer: text => text }))[0],
    ).toBeInTheDocument();
  });

  it('has no accessibility violation', async () => {
    const { container } = renderInPortal(<StatsTab />);
    await screen.findByRole('table', { name: 'Pods' });
    expect(await axe(container)).toHaveNoViolations();
  });
});
