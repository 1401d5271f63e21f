import { act, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { sendRequests, startTap } from '../__testUtils__/fedTap';
import { renderInPortal } from '../__testUtils__/renderInPortal';
import { TapTab } from './TapTab';

describe('a tap that shows nothing', () => {
  it('tells what the mesh refuses', async () => {
    const user = userEvent.setup();
    renderInPortal(<TapTab />, { state: 'tap-refused' });
    await user.click(await screen.findByRole('button', { name: 'Start' }));
    expect(
      await screen.findByText('The mesh refused this tap'),
    ).toBeInTheDocument();
    expect(screen.getByText(/lacks "watch deployments/)).toBeInTheDocument();
  });

  it('tells what the portal refuses, and does not blame the mesh', async () => {
    const user = userEvent.setup();
    renderInPortal(<TapTab />, { state: 'tap-forbidden' });
    await user.click(await screen.findByRole('button', { name: 'Start' }));
    expect(
      await screen.findByText('You may not tap playlists-api'),
    ).toBeInTheDocument();
    expect(
      screen.getByText(/service-mesh\.tap is missing/),
    ).toBeInTheDocument();
    expect(screen.queryByText('The mesh refused this tap')).toBeNull();
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

  it('first says that there is no proxy, and the lines that bring one', async () => {
    renderInPortal(<TapTab />, { state: 'not-meshed' });
    expect(
      await screen.findByText('No pod of playlists-api is in the mesh'),
    ).toBeInTheDocument();
    expect(
      screen.getByText(/kubectl annotate namespace video linkerd\.io\/inject/),
    ).toHaveTextContent(
      'kubectl rollout restart -n video deployment/playlists-api',
    );
    expect(screen.queryByText(/label/)).toBeNull();
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

  it('says from the stats why nothing comes', async () => {
    const now = Date.now();
    const clock = jest.spyOn(Date, 'now').mockImplementation(() => now);
    await startTap('?method=DELETE');
    clock.mockImplementation(() => now + 60_000);
    expect(
      await screen.findByText(/44\.6.rps pass playlists-api, none with/),
    ).toBeInTheDocument();
    expect(
      screen.getByRole('button', { name: 'Drop the filter' }),
    ).toBeInTheDocument();
    clock.mockRestore();
  });

  it('names the pods that stay silent, with what mends it', async () => {
    const { api } = await startTap();
    sendRequests(api, [1]);
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
});
