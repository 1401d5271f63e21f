import { act, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { axe } from 'jest-axe';
import { FixtureApi } from '../__fixtures__/FixtureApi';
import { playlistsDb } from '../__fixtures__/videoCatalog';
import { renderInPortal } from '../__testUtils__/renderInPortal';
import { TopologyTab } from './TopologyTab';

const address = () => screen.getByTestId('address').textContent;

describe('TopologyTab', () => {
  it('opens with what is wrong, and what there is', async () => {
    renderInPortal(<TopologyTab />);
    expect(
      await screen.findByText(
        (_, element) =>
          element?.tagName === 'SPAN' &&
          /^videos-api fails 31\.\d.% of the calls from playlists-api since \d\d:\d\d, so 9\.\d.% of requests here fail/.test(
            element.textContent ?? '',
          ),
      ),
    ).toBeInTheDocument();
    expect(
      screen.getByText(
        '9 workloads · 9 calls · east / video · 1 call not encrypted by the mesh',
      ),
    ).toBeInTheDocument();
  });

  it('gives each node and each call a button with a full sentence', async () => {
    renderInPortal(<TopologyTab />);
    expect(
      await screen.findByRole('button', {
        name: /^playlists-api, Deployment, failing because of a call, this component, in video, 19\.3 requests per second, 90\.3.% succeed, 99th percentile 486.ms, 3 of 3 pods meshed$/,
      }),
    ).toHaveTextContent('This component');
    expect(
      screen.getByRole('button', {
        name: /^playlists-api calls videos-api, 25\.3 requests per second, 68\.9.% succeed, encrypted$/,
      }),
    ).toBeInTheDocument();
    expect(
      screen.getByRole('button', {
        name: /^ingress calls videos-web, .* not encrypted$/,
      }),
    ).toBeInTheDocument();
  });

  it('opens the numbers of a call, and leads to a tap of it', async () => {
    const user = userEvent.setup();
    renderInPortal(<TopologyTab />);
    await user.click(
      await screen.findByRole('button', {
        name: /^playlists-api calls videos-api/,
      }),
    );
    const panel = screen.getByRole('complementary', {
      name: /^playlists-api calls videos-api/,
    });
    expect(panel).toHaveTextContent('Encrypted by mTLS');
    expect(panel).toHaveTextContent('videos-api.video');
    expect(panel).toHaveTextContent('212');
    expect(address()).toContain('selected=edge');

    await user.click(
      within(panel).getByRole('button', { name: 'Tap this edge' }),
    );
    expect(address()).toBe(
      '/tap?workload=east%2Fvideo%2FDeployment%2Fplaylists-api&to=video%2Fdeployment%2Fvideos-api&start=true',
    );
  });

  it('offers no tap to those who may not tap', async () => {
    const user = userEvent.setup();
    renderInPortal(<TopologyTab />, { forbidden: ['service-mesh.tap'] });
    await user.click(
      await screen.findByRole('button', {
        name: /^playlists-api calls videos-api/,
      }),
    );
    const panel = screen.getByRole('complementary', {
      name: /^playlists-api calls videos-api/,
    });
    expect(panel).toHaveTextContent('Encrypted by mTLS');
    expect(
      within(panel).queryByRole('button', { name: 'Tap this edge' }),
    ).toBeNull();
    // the tab stays: it says why
    expect(screen.getByText('Live tap')).toBeInTheDocument();
  });

  it('explains the numbers of a call and of a neighbour', async () => {
    const user = userEvent.setup();
    const api = new FixtureApi();
    const asked = jest.spyOn(api, 'getExplanation');
    renderInPortal(<TopologyTab />, {
      api,
      search: '?selected=node:east/video/Deployment/videos-api',
    });
    const panel = await screen.findByRole('complementary', {
      name: /^videos-api, Deployment/,
    });
    // what others may call it by is asked of its own entity
    await user.click(within(panel).getAllByRole('button', { name: /rps$/ })[0]);
    expect(
      await screen.findByRole('dialog', { name: 'Requests · what it answers' }),
    ).toBeInTheDocument();
    expect(asked).toHaveBeenCalledWith(
      'component:default/videos-api',
      expect.objectContaining({ window: '5m' }),
    );
    await user.keyboard('{Escape}');
    const callers = within(panel).getByRole('list', { name: 'Callers' });
    await user.click(
      within(callers).getAllByRole('button', { name: /rps$/ })[0],
    );
    expect(
      await screen.findByRole('dialog', {
        name: 'Requests · calls that it makes',
      }),
    ).toHaveTextContent('direction="outbound"');
  });

  it('does not say of a neighbour that it calls nobody: its calls may be beyond the hops', async () => {
    renderInPortal(<TopologyTab />, {
      search: `?selected=node:${playlistsDb.id}`,
    });
    const panel = await screen.findByRole('complementary', {
      name: /^playlists-db/,
    });
    expect(within(panel).getByText(/^None in view/)).toBeInTheDocument();
    expect(within(panel).queryByText(/called nobody/)).toBeNull();
  });

  it('words the window that was measured', async () => {
    const api = new FixtureApi();
    const { getTopology } = api;
    jest.spyOn(api, 'getTopology').mockImplementation(async (...args) => {
      const answer = await getTopology.apply(api, args);
      return {
        ...answer,
        measurements: answer.measurements.map(each => ({
          ...each,
          windowSeconds: 1502,
        })),
        warnings: [
          {
            code: 'window-filling',
            message: 'Measured over 1502 s',
            cluster: 'east',
          },
          {
            code: 'proxies-unreachable',
            message: '2 of 55 proxies could not be read',
            cluster: 'east',
            nodeIds: ['east/other/Deployment/stranger'],
          },
        ],
      };
    });
    renderInPortal(<TopologyTab />, {
      api,
      search: '?window=1h&selected=node:east/video/Deployment/videos-api',
    });
    const panel = await screen.findByRole('complementary', {
      name: /^videos-api, Deployment/,
    });
    expect(panel).toHaveTextContent(/calls fail in the last 25.min\./);
    expect(
      screen.getByText(/^east: Measured over 25.min instead of 1.h: /),
    ).toBeInTheDocument();
    // who is not in view is told on request
    expect(screen.queryByText(/2 of 55 proxies/)).toBeNull();
    await userEvent.click(
      screen.getByRole('button', { name: 'Not measured elsewhere' }),
    );
    expect(await screen.findByText(/2 of 55 proxies/)).toBeInTheDocument();
  });

  it('lists callers and callees of a node, and closes with Escape', async () => {
    const user = userEvent.setup();
    renderInPortal(<TopologyTab />, {
      search: '?selected=node:east/video/Deployment/playlists-api',
    });
    const panel = await screen.findByRole('complementary', {
      name: /^playlists-api, Deployment/,
    });
    expect(
      within(panel).getByRole('button', { name: /videos-web/ }),
    ).toBeInTheDocument();
    const node = await screen.findByRole('button', {
      name: /^playlists-api, Deployment/,
    });
    node.focus();
    await user.keyboard('{Escape}');
    await waitFor(() => expect(panel).not.toBeInTheDocument());
  });

  it('goes along the calls with the arrow keys', async () => {
    const user = userEvent.setup();
    renderInPortal(<TopologyTab />);
    const self = await screen.findByRole('button', {
      name: /^playlists-api, Deployment/,
    });
    self.focus();
    await user.keyboard('{ArrowRight}');
    expect(
      screen.getByRole('button', { name: /^videos-api, Deployment/ }),
    ).toHaveFocus();
    await user.keyboard('{ArrowLeft}');
    expect(self).toHaveFocus();
    await user.keyboard('e');
    expect(
      screen.getByRole('button', { name: /^playlists-api calls videos-api/ }),
    ).toHaveFocus();
  });

  it('says the same in a table', async () => {
    const user = userEvent.setup();
    renderInPortal(<TopologyTab />);
    await screen.findByRole('button', { name: /^videos-api, Deployment/ });
    await user.click(screen.getByRole('radio', { name: 'Table' }));
    const calls = screen.getByRole('table', { name: 'Calls' });
    expect(
      within(calls).getByRole('row', {
        name: /playlists-api.*videos-api.*25\.3/,
      }),
    ).toBeInTheDocument();
    const workloads = screen.getByRole('table', { name: 'Workloads' });
    expect(within(workloads).getAllByRole('row')[1]).toHaveTextContent(
      'videos-api',
    );
    expect(address()).toContain('view=table');
  });

  it('finds by name, and says when nothing is found', async () => {
    const user = userEvent.setup();
    renderInPortal(<TopologyTab />);
    await screen.findByRole('button', { name: /^videos-api, Deployment/ });
    const find = screen.getByRole('combobox', { name: 'Find a workload' });
    await user.type(find, 'videos-db');
    await waitFor(() =>
      expect(
        screen.getByRole('button', { name: /^videos-web, Deployment/ }),
      ).toHaveAttribute('data-dimmed', 'true'),
    );
    await user.type(find, 'x');
    expect(
      await screen.findByText('No workload matches "videos-dbx"'),
    ).toBeInTheDocument();
    await user.click(screen.getByRole('button', { name: 'Clear the filter' }));
    expect(
      screen.getByRole('button', { name: /^videos-web, Deployment/ }),
    ).toBeInTheDocument();
  });

  it.each([
    ['no-workload', 'No workload matches no-workload'],
    ['not-meshed', 'No pod of playlists-api is in the mesh'],
    ['no-traffic', /^Nobody called playlists-api in the last/],
    ['no-metrics', 'No numbers: nothing measures cluster north'],
    ['forbidden', 'You may not see mesh data of forbidden'],
    ['error', 'The service mesh did not answer'],
    ['stale', /^Numbers stopped at/],
    ['partial', /^Cluster west can not be read/],
  ])('has words of its own for %s', async (state, words) => {
    renderInPortal(<TopologyTab />, { state });
    expect((await screen.findAllByText(words))[0]).toBeInTheDocument();
  });

  it('keeps the numbers on screen when a later try fails', async () => {
    const user = userEvent.setup();
    const api = new FixtureApi();
    renderInPortal(<TopologyTab />, { api });
    await screen.findByRole('button', { name: /^videos-api, Deployment/ });
    jest.spyOn(api, 'getTopology').mockRejectedValue(new Error('gone away'));
    await user.click(screen.getByRole('button', { name: 'Refresh now' }));
    expect(await screen.findByText(/gone away/)).toBeInTheDocument();
    expect(
      screen.getByRole('button', { name: /^videos-api, Deployment/ }),
    ).toBeInTheDocument();
  });

  it('has no accessibility violation', async () => {
    const { container } = renderInPortal(<TopologyTab />, {
      search: '?selected=node:east/video/Deployment/playlists-api',
    });
    await screen.findByRole('complementary');
    expect(await axe(container)).toHaveNoViolations();
  });

  it('shows only what is around a workload, and keeps what is pinned, by keys', async () => {
    const user = userEvent.setup();
    renderInPortal(<TopologyTab />);
    const videos = await screen.findByRole('button', { name: /^videos-db, / });
    act(() => videos.focus());
    await user.keyboard('f');
    const nodes = () =>
      screen
        .getAllByRole('button')
        .map(({ dataset }) => dataset.nodeId)
        .filter(Boolean);
    await waitFor(() => expect(nodes()).toHaveLength(2));
    expect(address()).toContain('focus=');
    await user.click(
      screen.getByRole('button', { name: 'Around videos-db: show all again' }),
    );
    await waitFor(() => expect(nodes()).toHaveLength(10));

    const web = screen.getByRole('button', { name: /^videos-web, / });
    act(() => web.focus());
    await user.keyboard('p');
    expect(within(web).getByLabelText('pinned')).toBeInTheDocument();
    act(() => screen.getByRole('button', { name: /^videos-db, / }).focus());
    await user.keyboard('f');
    await waitFor(() => expect(nodes()).toHaveLength(3));
  });

  it('changes the hops by keys, within bounds', async () => {
    const user = userEvent.setup();
    renderInPortal(<TopologyTab />);
    const node = await screen.findByRole('button', { name: /^videos-db, / });
    act(() => node.focus());
    for (const hops of ['hops=2', 'hops=3', 'hops=3']) {
      await user.keyboard(']');
      await waitFor(() => expect(address()).toContain(hops));
      await waitFor(() =>
        expect(
          screen.getByRole('button', { name: /^videos-db, / }),
        ).toHaveFocus(),
      );
    }
    // user-event reads one bracket as the beginning of a key's name
    await user.keyboard('[[');
    await waitFor(() => expect(address()).toContain('hops=2'));
  });

  it('lists its keys', async () => {
    const user = userEvent.setup();
    renderInPortal(<TopologyTab />);
    await user.click(await screen.findByRole('button', { name: 'Keys' }));
    expect(
      await screen.findByText('next call of this workload'),
    ).toBeInTheDocument();
  });

  it('opens as a list on a narrow screen, with the graph at hand', async () => {
    const user = userEvent.setup();
    const box = jest
      .spyOn(HTMLElement.prototype, 'getBoundingClientRect')
      .mockReturnValue(new DOMRect(0, 0, 390, 844));
    const view = renderInPortal(<TopologyTab />);
    await user.click(
      await screen.findByRole('button', {
        name: /^playlists-api calls videos-api/,
      }),
    );
    expect(
      screen.getByRole('complementary', {
        name: /^playlists-api calls videos-api/,
      }),
    ).toBeInTheDocument();
    expect(await axe(view.container)).toHaveNoViolations();
    await user.click(screen.getByRole('button', { name: 'View' }));
    expect(await screen.findByRole('button', { name: /Hops/ })).toBeVisible();
    await user.keyboard('{Escape}');
    await user.click(screen.getByRole('button', { name: 'Show graph' }));
    expect(
      await screen.findByRole('button', { name: /^playlists-api, Deployment/ }),
    ).toBeInTheDocument();
    box.mockRestore();
  });
});
