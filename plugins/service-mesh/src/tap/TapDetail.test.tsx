import { act, screen, waitFor, within } from '@testing-library/react';
import { requestEvents } from '../__fixtures__/tapEvents';
import { sendRequests, startTap } from '../__testUtils__/fedTap';

describe('TapDetail', () => {
  it('shows headers, and which values are hidden', async () => {
    const { user, api } = await startTap();
    sendRequests(api, [7], 500);
    await user.click(
      await screen.findByRole('button', { name: /GET \/videos\/7/ }),
    );
    const detail = screen.getByRole('complementary', {
      name: /^Request 1:7 .* GET \/videos\/7/,
    });
    expect(detail).toHaveTextContent('500 Internal Server Error');
    expect(within(detail).getByText('user-agent')).toBeInTheDocument();
    expect(within(detail).getAllByText('hidden by policy')).toHaveLength(2);
    await user.click(
      within(within(detail).getByRole('navigation')).getByRole('button', {
        name: /^Response headers \d/,
      }),
    );
    expect(
      within(document.activeElement as HTMLElement).getByRole('heading', {
        name: /^Response headers \d/,
      }),
    ).toBeInTheDocument();
    expect(detail).toHaveTextContent('The stream closed normally.');
    expect(
      screen.getByRole('row', { name: /\/videos\/7/, selected: true }),
    ).toBeInTheDocument();
  });

  it('names a peer that may not be seen as hidden, wherever it stands', async () => {
    const { user, api } = await startTap();
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

  it('opens the request that the address names, once it comes', async () => {
    const clock = jest.spyOn(Date, 'now').mockReturnValue(1_790_000_000_000);
    const first = await startTap();
    sendRequests(first.api, [1, 2], 500);
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
    const second = await startTap(search);
    sendRequests(second.api, [7, 8]);
    expect(screen.queryByRole('complementary')).toBeNull();
    sendRequests(second.api, [2, 1], 500);
    expect(
      await screen.findByRole('complementary', { name: /GET \/videos\/1/ }),
    ).toBeInTheDocument();
    clock.mockRestore();
  });

  it('offers the trace, the same route, and a command', async () => {
    const { user, api } = await startTap('', {
      tracingUrl: 'https://traces.example/{traceId}',
    });
    sendRequests(api, [1, 2]);
    sendRequests(api, [3], { path: () => '/health' });
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
});
