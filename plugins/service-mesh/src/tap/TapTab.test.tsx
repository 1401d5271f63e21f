import { act, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { axe } from 'jest-axe';
import { FedTapApi, sendRequests, startTap } from '../__testUtils__/fedTap';
import { renderInPortal } from '../__testUtils__/renderInPortal';
import { TapTab } from './TapTab';
import { HIDDEN_LIMIT_MS } from './useTapSession';

describe('TapTab', () => {
  it('starts with one click, and shows requests as they happen', async () => {
    const { api } = await startTap();
    expect(api.taps[0].asked).toEqual([
      {
        cluster: 'east',
        namespace: 'video',
        kind: 'Deployment',
        name: 'playlists-api',
      },
      {},
    ]);
    sendRequests(api, [1, 2]);
    const row = await screen.findByRole('row', {
      name: /\/videos\/2\?limit=20/,
    });
    expect(row).toHaveTextContent('videos-api');
    expect(row).toHaveTextContent('200');
    expect(screen.getByText('2 received')).toBeInTheDocument();
    expect(screen.queryByRole('columnheader', { name: 'Size' })).toBeNull();
  });

  it('starts again when the question to the mesh changes', async () => {
    const { user, api } = await startTap();
    await user.type(screen.getByRole('textbox', { name: 'Path' }), '/videos');
    expect(api.taps).toHaveLength(1);
    await user.keyboard('{Enter}');
    await waitFor(() => expect(api.taps).toHaveLength(2));
    expect(api.taps[0].signal.aborted).toBe(true);
    expect(api.taps[1].asked[1]).toEqual({ path: '/videos' });
  });

  it('starts at once, and once, when another screen asks for it', async () => {
    const api = new FedTapApi();
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
    const { user, api, view } = await startTap();
    await user.click(screen.getByRole('button', { name: 'Stop' }));
    expect(api.taps[0].signal.aborted).toBe(true);
    await user.click(screen.getByRole('button', { name: 'Start' }));
    view.unmount();
    expect(api.taps[1].signal.aborted).toBe(true);
  });

  it('stops by itself when nobody sees it', async () => {
    const { api } = await startTap();
    sendRequests(api, [1]);
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

  it('says what was lost, and why the stream ended', async () => {
    const { api } = await startTap();
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

  it('warns before it catches much traffic, and takes fewer samples on demand', async () => {
    const user = userEvent.setup();
    const api = new FedTapApi();
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

  it('has no accessibility violation', async () => {
    const { user, api, view } = await startTap();
    sendRequests(api, [1, 2]);
    await user.click(
      await screen.findByRole('button', { name: /GET \/videos\/1\?/ }),
    );
    expect(await axe(view.container)).toHaveNoViolations();
  });
});
