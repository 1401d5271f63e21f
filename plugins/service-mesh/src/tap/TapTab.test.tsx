import { act, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { axe } from 'jest-axe';
import { FixtureApi } from '../__fixtures__/FixtureApi';
import { renderInPortal } from '../__testUtils__/renderInPortal';
import { requestEvents } from '../__fixtures__/tapEvents';
import type { TapHandlers } from '../api';
import { TapTab } from './TapTab';

/** An API whose taps the test itself feeds. */
class FedApi extends FixtureApi {
  taps: {
    handlers: TapHandlers;
    signal: AbortSignal;
    asked: unknown[];
    finish(): void;
  }[] = [];

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

function send(api: FedApi, streams: number[], status = 200) {
  const { handlers } = api.taps[api.taps.length - 1];
  act(() =>
    streams.forEach(stream =>
      handlers.onEvents(
        requestEvents(
          {
            direction: 'OUTBOUND',
            peer: 'videos-api',
            method: 'GET',
            path: `/videos/${stream}`,
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

async function started(search = '') {
  const user = userEvent.setup();
  const api = new FedApi();
  const view = renderInPortal(<TapTab />, { api, search });
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

  it('has no accessibility violation', async () => {
    const { user, api, view } = await started();
    send(api, [1, 2]);
    await user.click(
      await screen.findByRole('button', { name: /GET \/videos\/1\?/ }),
    );
    expect(await axe(view.container)).toHaveNoViolations();
  });
});
