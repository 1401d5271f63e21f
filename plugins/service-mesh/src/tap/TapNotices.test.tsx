import { act, screen } from '@testing-library/react';
import { sendRequests, startTap } from '../__testUtils__/fedTap';

describe('the notices of a tap', () => {
  it.each([
    [
      'target-replaced',
      'The pods were replaced. Looking for the new ones…',
      /^The pods were replaced at .* goes on with the new ones\.$/,
    ],
    [
      'shutdown',
      'The portal is restarting. Connecting again…',
      /^The portal restarted at .* requests in between are missing\.$/,
    ],
  ] as const)(
    'say that it goes on by itself after %s, and keep its rows',
    async (reason, meanwhile, afterwards) => {
      const { api } = await startTap();
      sendRequests(api, [1]);
      await screen.findByRole('row', { name: /\/videos\/1\?/ });
      act(() => {
        api.taps[0].handlers.onEnd({ reason, message: 'ended', retry: true });
        api.taps[0].finish();
      });
      expect(await screen.findByText(meanwhile)).toBeInTheDocument();
      expect(
        await screen.findByText(afterwards, undefined, { timeout: 5_000 }),
      ).toBeInTheDocument();
      expect(api.taps).toHaveLength(2);
      expect(
        screen.getByRole('row', { name: /\/videos\/1\?/ }),
      ).toBeInTheDocument();
      expect(screen.queryByText(/^The tap ended/)).toBeNull();
    },
  );
});
