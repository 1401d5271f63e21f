import type { TapExport } from '@backstage-mesh/plugin-service-mesh-common';
import { act, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { axe } from 'jest-axe';
import { FixtureApi } from '../__fixtures__/FixtureApi';
import { renderInPortal } from '../__testUtils__/renderInPortal';
import { requestEvents } from '../__fixtures__/tapEvents';
import type { ServiceMeshApi, TapHandlers } from '../api';
import { TapTab } from './TapTab';
import { HIDDEN_LIMIT_MS } from './useTapSession';

/** An API whose taps the test itself feeds. */
class FedApi extends FixtureApi {
  taps: {
    handlers: TapHandlers;
    signal: AbortSignal;
    asked: unknown[];
    finish(): void;
  }[] = [];

  exports: TapExport[] = [];
  refuseExports = false;

  async recordTapExport(
    ...[, saved]: Parameters<ServiceMeshApi['recordTapExport']>
  ) {
    if (this.refuseExports) {
      throw new Error('not now');
    }
    this.exports.push(saved);
  }

  async tap(
    ...[, target, query, handlers, signal]: Parameters<FixtureApi['tap']>
  ) {
    await new Promise<void>(resolve => {
      this.taps.push({
        handlers,
        signal,
        asked: [target, query],
        finish: resolve,
      });
      handlers.onOpen({
        target,
        pods: ['a', 'b', 'c'],
        maxRps: 100,
        expiresAt: new Date(Date.now() + 600_000).toISOString(),
      });
    });
  }
}

interface Sent {
  status?: number;
  path?(stream: number): string;
  peer?: string;
}

function send(api: FedApi, streams: number[], given: number | Sent = {}) {
  const {
    status = 200,
    path = (stream: number) => `/videos/${stream}`,
    peer = 'videos-api',
  } = typeof given === 'number' ? { status: given } : given;
  const { handlers } = api.taps[api.taps.length - 1];
  act(() =>
    streams.forEach(stream =>
      handlers.onEvents(
        requestEvents(
          {
            direction: 'OUTBOUND',
            peer,
            method: 'GET',
            path: path(stream),
            status,
            latencyMs: 24,
            stream,
            replica: 0,
          },
          Date.now(),
        ),
      ),
    ),
  );
}

async function started(
  search = '',
  options: Parameters<typeof renderInPortal>[1] = {},
) {
  const user = userEvent.setup();
  const api = new FedApi();
  const view = renderInPortal(<TapTab />, { api, search, ...options });
  await user.click(await screen.findByRole('button', { name: 'Start' }));
  await screen.findByText(/^Live \d/);
  return { user, api, view };
}

describe('TapTab', () => {
  it('starts with one click, and shows requests as they happen', async () => {
    const { api } = await started();
    expect(api.taps[0].asked).toEqual([
      {
        cluster: 'east',
        namespace: 'video',
        kind: 'Deployment',
        name: 'playlists-api',
      },
      {},
    ]);
    send(api, [1, 2]);
    const row = await screen.findByRole('row', {
      name: /\/videos\/2\?limit=20/,
    });
    expect(row).toHaveTextContent('videos-api');
    expect(row).toHaveTextContent('200');
    expect(screen.getByText('2 received')).toBeInTheDocument();
    expect(screen.queryByRole('columnheader', { name: 'Size' })).toBeNull();
  });

  it('shows headers, and which values are hidden', async () => {
    const { user, api } = await started();
    send(api, [7], 500);
    await user.click(
      await screen.findByRole('button', { name: /GET \/videos\/7/ }),
    );
    const detail = screen.getByRole('complementary', {
      name: /^Request 1:7 .* GET \/videos\/7/,
    });
    expect(detail).toHaveTextContent('500 Internal Server Error');
    expect(within(detail).getByText('user-agent')).toBeInTheDocument();
    expect(within(detail).getAllByText('hidden by policy')).toHaveLength(2);
    expect(detail).toHaveTextContent('The stream closed normally.');
    expect(
      screen.getByRole('row', { name: /\/videos\/7/, selected: true }),
    ).toBeInTheDocument();
  });

  it('names a peer that may not be seen as hidden, wherever it stands', async () => {
    const { user, api } = await started();
    const [tap] = api.taps;
    act(() =>
      tap.handlers.onEvents(
        requestEvents(
          {
            direction: 'OUTBOUND',
            peer: 'videos-api',
            method: 'GET',
            path: '/videos/1',
            status: 200,
            latencyMs: 24,
            stream: 1,
            replica: 0,
          },
          Date.now(),
        ).map(event => ({
          ...event,
          destination: { ip: '243.17.9.255', port: 8080 },
          destinationMeta: { labels: {} },
        })),
      ),
    );
    expect(await screen.findByText('1 received')).toBeInTheDocument();
    const pick = await screen.findByRole('button', {
      name: /^Show only the requests of hidden neighbour 1109ff GET/,
    });
    await user.click(pick);
    expect(
      screen.getByRole('button', {
        name: 'Remove the filter peer hidden neighbour 1109ff',
      }),
    ).toBeInTheDocument();
    const row = screen.getByRole('row', { name: /\/videos\/1/ });
    expect(row).toHaveTextContent('hidden neighbour 1109ff');
    await user.click(within(row).getByRole('button'));
    const detail = screen.getByRole('complementary', { name: /^Request/ });
    expect(detail).toHaveTextContent('hidden neighbour 1109ff');
    const drawn = document.querySelector('[data-service-mesh]');
    expect(drawn?.textContent).not.toContain('243.17');
    expect(screen.queryByTitle(/243\.17/)).toBeNull();
  });

  it('keeps the list while paused, and clears it', async () => {
    const { user, api } = await started();
    send(api, [1]);
    await screen.findByRole('row', { name: /\/videos\/1\?/ });
    await user.click(screen.getByRole('button', { name: 'Pause' }));
    send(api, [2, 3]);
    expect(await screen.findByText('Paused, 2 waiting')).toBeInTheDocument();
    expect(screen.queryByRole('row', { name: /\/videos\/3\?/ })).toBeNull();
    await user.click(screen.getByRole('button', { name: 'Resume' }));
    expect(
      await screen.findByRole('row', { name: /\/videos\/3\?/ }),
    ).toBeInTheDocument();
    await user.click(screen.getByRole('button', { name: 'Clear' }));
    expect(screen.queryByRole('row', { name: /\/videos\// })).toBeNull();
  });

  it('filters what was received without asking the mesh again', async () => {
    const { user, api } = await started('?status=failed');
    send(api, [1], 200);
    send(api, [2], 500);
    await screen.findByRole('row', { name: /\/videos\/2\?/ });
    expect(screen.queryByRole('row', { name: /\/videos\/1\?/ })).toBeNull();
    expect(screen.getByText('1 of 2 shown')).toBeInTheDocument();
    expect(
      within(
        screen.getByRole('list', { name: 'Filters of what was received' }),
      ).getByText('status failed'),
    ).toBeInTheDocument();
    await user.type(
      screen.getByRole('searchbox', { name: 'Filter what was received' }),
      'nothing-like-this',
    );
    await user.click(screen.getByRole('button', { name: 'Clear the filter' }));
    expect(
      await screen.findByRole('row', { name: /\/videos\/1\?/ }),
    ).toBeInTheDocument();
    expect(api.taps).toHaveLength(1);
  });

  it('starts again when the question to the mesh changes', async () => {
    const { user, api } = await started();
    await user.type(screen.getByRole('textbox', { name: 'Path' }), '/videos');
    expect(api.taps).toHaveLength(1);
    await user.keyboard('{Enter}');
    await waitFor(() => expect(api.taps).toHaveLength(2));
    expect(api.taps[0].signal.aborted).toBe(true);
    expect(api.taps[1].asked[1]).toEqual({ path: '/videos' });
  });

  it('starts at once, and once, when another screen asks for it', async () => {
    const api = new FedApi();
    renderInPortal(<TapTab />, {
      api,
      search: '?to=video/deployment/videos-api&start=true',
    });
    await waitFor(() => expect(api.taps).toHaveLength(1));
    expect(api.taps[0].asked[1]).toMatchObject({
      to_resource_name: 'videos-api',
    });
    await waitFor(() =>
      expect(screen.getByTestId('address').textContent).not.toContain('start'),
    );
    expect(api.taps).toHaveLength(1);
  });

  it('stops, and closes the stream when the screen goes away', async () => {
    const { user, api, view } = await started();
    await user.click(screen.getByRole('button', { name: 'Stop' }));
    expect(api.taps[0].signal.aborted).toBe(true);
    await user.click(screen.getByRole('button', { name: 'Start' }));
    view.unmount();
    expect(api.taps[1].signal.aborted).toBe(true);
  });

  it('says what was lost, and why the stream ended', async () => {
    const { api } = await started();
    act(() => {
      api.taps[0].handlers.onDropped({ count: 3, total: 3, by: 'viewer' });
    });
    expect(
      await screen.findByText(/^3 dropped \(.*this browser fell behind\)/),
    ).toBeInTheDocument();
    await act(async () => {
      api.taps[0].handlers.onEnd({
        reason: 'expired',
        message: 'A tap ends by itself after ten minutes.',
        retry: true,
      });
      api.taps[0].finish();
    });
    expect(
      await screen.findByText('A tap ends by itself after ten minutes.'),
    ).toBeInTheDocument();
    expect(api.taps).toHaveLength(1);
  });

  it('tells what the mesh refuses', async () => {
    const user = userEvent.setup();
    renderInPortal(<TapTab />, { state: 'tap-refused' });
    await user.click(await screen.findByRole('button', { name: 'Start' }));
    expect(
      await screen.findByText('The mesh refused this tap'),
    ).toBeInTheDocument();
    expect(screen.getByText(/lacks "watch deployments/)).toBeInTheDocument();
  });

  it('does not offer a tap that the workload has not agreed to', async () => {
    renderInPortal(<TapTab />, {
      state: 'tap-not-allowed',
      search: '?start=true',
    });
    expect(
      await screen.findByText('No workload of tap-not-allowed can be tapped'),
    ).toBeInTheDocument();
    expect(screen.getByRole('button', { name: 'Start' })).toBeDisabled();
  });

  it.each([
    ['no-workload', 'No workload matches no-workload'],
    ['forbidden', 'You may not see mesh data of forbidden'],
    ['error', 'The service mesh did not answer'],
  ])('has words of its own for %s', async (state, words) => {
    renderInPortal(<TapTab />, { state });
    expect(await screen.findByText(words)).toBeInTheDocument();
  });

  it('counts calls by route, and shows the requests of one by a click', async () => {
    const { user, api } = await started();
    send(api, [1, 2, 3], 500);
    send(api, [4], { path: () => '/health' });
    const calls = await screen.findByRole('table', { name: 'Live calls' });
    const [worst] = within(calls).getAllByRole('row').slice(1);
    expect(worst).toHaveTextContent('videos-api');
    expect(worst).toHaveTextContent('/videos/{id}');
    expect(within(worst).getByText('3')).toBeInTheDocument();
    await user.click(
      within(calls).getByRole('button', {
        name: 'Show only the requests of videos-api GET /health',
      }),
    );
    expect(screen.getByText('route /health')).toBeInTheDocument();
    expect(screen.getByText('1 of 4 shown')).toBeInTheDocument();
    await user.click(
      screen.getByRole('button', { name: 'Remove the filter route /health' }),
    );
    expect(screen.getByText('newest 4 shown')).toBeInTheDocument();
    expect(api.taps).toHaveLength(1);
  });

  it('adds filters as chips', async () => {
    const { user, api } = await started();
    send(api, [1], { path: () => '/healthz' });
    send(api, [2], 500);
    await screen.findByText('2 received');
    await user.click(
      screen.getByRole('button', { name: 'Status, latency, source' }),
    );
    await user.type(
      await screen.findByRole('textbox', { name: 'Hide path' }),
      '/healthz{Enter}',
    );
    expect(await screen.findByText('hide path /healthz')).toBeInTheDocument();
    expect(screen.getByText('1 of 2 shown')).toBeInTheDocument();
    expect(screen.getByTestId('address')).toHaveTextContent('hide=%2Fhealthz');
  });

  it('is worked by keys, which can be switched off', async () => {
    const { user, api } = await started();
    send(api, [1, 2, 3]);
    const newest = await screen.findByRole('button', {
      name: /GET \/videos\/3/,
    });
    screen.getByRole('button', { name: 'Stop' }).focus();
    await user.keyboard('j');
    await waitFor(() => expect(newest).toHaveFocus());
    await user.keyboard('j');
    await waitFor(() =>
      expect(
        screen.getByRole('button', { name: /GET \/videos\/2/ }),
      ).toHaveFocus(),
    );
    await user.keyboard('{Enter}');
    expect(
      screen.getByRole('complementary', { name: /GET \/videos\/2/ }),
    ).toBeInTheDocument();
    await user.keyboard('{Escape}');
    expect(screen.queryByRole('complementary')).toBeNull();
    await user.keyboard(' ');
    expect(await screen.findByText('Paused, 0 waiting')).toBeInTheDocument();
    await user.keyboard(' ');
    await user.keyboard('?');
    await user.click(
      await screen.findByRole('switch', { name: 'Single keys do something' }),
    );
    await user.keyboard('{Escape}');
    screen.getByRole('button', { name: 'Stop' }).focus();
    await user.keyboard('x');
    expect(
      screen.getByRole('button', { name: /GET \/videos\/3/ }),
    ).toBeInTheDocument();
    // the choice holds for the page: the next test needs the keys again
    await user.click(screen.getByRole('button', { name: 'Keys' }));
    await user.click(await screen.findByRole('switch'));
    await user.keyboard('{Escape}');
    screen.getByRole('button', { name: 'Stop' }).focus();
    await user.keyboard('x');
    expect(screen.queryByRole('button', { name: /GET \/videos/ })).toBeNull();
  });

  it('keeps rows in their places while one has the focus, until asked for the newest', async () => {
    const { user, api } = await started();
    send(api, [1]);
    const row = await screen.findByRole('button', { name: /GET \/videos\/1/ });
    act(() => row.focus());
    send(api, [2, 3]);
    const newer = await screen.findByRole('button', { name: /^2 newer/ });
    expect(
      screen.queryByRole('button', { name: /GET \/videos\/3/ }),
    ).toBeNull();
    await user.click(newer);
    expect(
      await screen.findByRole('button', { name: /GET \/videos\/3/ }),
    ).toBeInTheDocument();
  });

  it('opens the request that the address names, once it comes', async () => {
    const clock = jest.spyOn(Date, 'now').mockReturnValue(1_790_000_000_000);
    const first = await started();
    send(first.api, [1, 2], 500);
    await first.user.click(
      await screen.findByRole('button', { name: /GET \/videos\/1/ }),
    );
    await waitFor(() =>
      expect(screen.getByTestId('address').textContent).toContain('row='),
    );
    const { search } = new URL(
      screen.getByTestId('address').textContent ?? '',
      'http://x',
    );
    first.view.unmount();

    // somebody else, who sees the same requests after others
    const second = await started(search);
    send(second.api, [7, 8]);
    expect(screen.queryByRole('complementary')).toBeNull();
    send(second.api, [2, 1], 500);
    expect(
      await screen.findByRole('complementary', { name: /GET \/videos\/1/ }),
    ).toBeInTheDocument();
    clock.mockRestore();
  });

  it('offers the trace, the same route, and a command', async () => {
    const { user, api } = await started('', {
      tracingUrl: 'https://traces.example/{traceId}',
    });
    send(api, [1, 2]);
    send(api, [3], { path: () => '/health' });
    await user.click(
      await screen.findByRole('button', { name: /GET \/videos\/2/ }),
    );
    const detail = screen.getByRole('complementary');
    expect(
      within(detail).getByRole('link', { name: /Open trace/ }),
    ).toHaveAttribute(
      'href',
      expect.stringMatching(/^https:\/\/traces\.example\/[0-9a-f]{32}$/),
    );
    const copied = jest.spyOn(navigator.clipboard, 'writeText');
    await user.click(
      within(detail).getByRole('button', {
        name: /^Copy as curl; set HEADER_AUTHORIZATION/,
      }),
    );
    expect(copied).toHaveBeenCalledWith(
      expect.stringContaining(
        "'http://videos-api.video:7003/videos/2?limit=20'",
      ),
    );
    await user.click(
      within(detail).getByRole('button', { name: 'Only this route' }),
    );
    expect(screen.getByText('2 of 3 shown')).toBeInTheDocument();
  });

  it('saves what is on screen, once the portal has noted it', async () => {
    const saved: Blob[] = [];
    Object.assign(URL, {
      createObjectURL: (blob: Blob) => saved.push(blob) && 'blob:x',
      revokeObjectURL: () => {},
    });
    const { user, api } = await started('?status=failed');
    send(api, [1], 200);
    send(api, [2], 500);
    await screen.findByText('1 of 2 shown');
    api.refuseExports = true;
    await user.click(screen.getByRole('button', { name: 'Export' }));
    expect(await screen.findByText('Not saved: not now')).toBeInTheDocument();
    expect(saved).toEqual([]);
    api.refuseExports = false;
    await user.click(screen.getByRole('button', { name: 'Export' }));
    expect(await screen.findByText('1 request saved')).toBeInTheDocument();
    expect(api.exports).toEqual([
      {
        target: {
          cluster: 'east',
          namespace: 'video',
          kind: 'Deployment',
          name: 'playlists-api',
        },
        query: {},
        rows: 1,
      },
    ]);
    expect(saved).toHaveLength(1);
  });

  it('saves nothing for those who may not', async () => {
    const { user, api } = await started('', {
      // answers about permissions are remembered by entity
      state: 'healthy',
      forbidden: ['service-mesh.tap.export'],
    });
    send(api, [1]);
    await screen.findByRole('button', { name: /GET \/videos\/1/ });
    const button = screen.getByRole('button', { name: 'Export' });
    await waitFor(() =>
      expect(button).toHaveAttribute('aria-disabled', 'true'),
    );
    await user.click(button);
    expect(api.exports).toEqual([]);
  });

  it('warns before it catches much traffic, and takes fewer samples on demand', async () => {
    const user = userEvent.setup();
    const api = new FedApi();
    const topology = await api.getTopology('x/playlists-api', { window: '5m' });
    jest.spyOn(api, 'getTopology').mockResolvedValue({
      ...topology,
      nodes: topology.nodes.map(node => ({
        ...node,
        stats: { ...node.stats, requestsPerSecond: 1240 },
      })),
    });
    renderInPortal(<TapTab />, { api, search: '?start=true' });
    expect(
      await screen.findByText('This tap would catch much traffic'),
    ).toBeInTheDocument();
    expect(api.taps).toHaveLength(0);
    await user.click(screen.getByRole('button', { name: /^Take 10/ }));
    await waitFor(() => expect(api.taps).toHaveLength(1));
    expect(api.taps[0].asked[1]).toEqual({ max_rps: 10 });
  });

  it('says from the stats why nothing comes', async () => {
    const now = Date.now();
    const clock = jest.spyOn(Date, 'now').mockImplementation(() => now);
    await started('?method=DELETE');
    clock.mockImplementation(() => now + 60_000);
    expect(
      await screen.findByText(/44\.6.rps pass playlists-api, none with/),
    ).toBeInTheDocument();
    expect(
      screen.getByRole('button', { name: 'Drop the filter' }),
    ).toBeInTheDocument();
    clock.mockRestore();
  });

  it('stops by itself when nobody sees it', async () => {
    const { api } = await started();
    send(api, [1]);
    await screen.findByRole('button', { name: /GET \/videos\/1/ });
    jest.useFakeTimers();
    const hidden = jest.spyOn(document, 'hidden', 'get').mockReturnValue(true);
    act(() => {
      document.dispatchEvent(new Event('visibilitychange'));
      jest.advanceTimersByTime(HIDDEN_LIMIT_MS);
    });
    hidden.mockRestore();
    jest.useRealTimers();
    expect(api.taps[0].signal.aborted).toBe(true);
    expect(
      await screen.findByText(/nobody saw this tab for 5.min/),
    ).toBeInTheDocument();
  });

  it('names the pods that stay silent, with what mends it', async () => {
    const { api } = await started();
    send(api, [1]);
    act(() =>
      api.taps[0].handlers.onOpen({
        target: {
          cluster: 'east',
          namespace: 'video',
          kind: 'Deployment',
          name: 'playlists-api',
        },
        pods: ['a', 'b'],
        excluded: [
          {
            pod: 'playlists-api-b3n8w',
            reason: 'It started before tap was installed.',
            command: 'kubectl rollout restart -n video deploy/playlists-api',
          },
        ],
        maxRps: 100,
        expiresAt: new Date().toISOString(),
      }),
    );
    expect(await screen.findByText(/1 pod stays silent/)).toBeInTheDocument();
    expect(
      screen.getByText('kubectl rollout restart -n video deploy/playlists-api'),
    ).toBeInTheDocument();
  });

  it('has no accessibility violation', async () => {
    const { user, api, view } = await started();
    send(api, [1, 2]);
    await user.click(
      await screen.findByRole('button', { name: /GET \/videos\/1\?/ }),
    );
    expect(await axe(view.container)).toHaveNoViolations();
  });
});
