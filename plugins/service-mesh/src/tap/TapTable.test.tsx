import { act, screen, waitFor } from '@testing-library/react';
import { sendRequests, startTap } from '../__testUtils__/fedTap';

describe('the rows of a tap', () => {
  it('keeps the list while paused, and clears it', async () => {
    const { user, api } = await startTap();
    sendRequests(api, [1]);
    await screen.findByRole('row', { name: /\/videos\/1\?/ });
    await user.click(screen.getByRole('button', { name: 'Pause' }));
    sendRequests(api, [2, 3]);
    expect(await screen.findByText('Paused, 2 waiting')).toBeInTheDocument();
    expect(screen.queryByRole('row', { name: /\/videos\/3\?/ })).toBeNull();
    await user.click(screen.getByRole('button', { name: 'Resume' }));
    expect(
      await screen.findByRole('row', { name: /\/videos\/3\?/ }),
    ).toBeInTheDocument();
    await user.click(screen.getByRole('button', { name: 'Clear' }));
    expect(screen.queryByRole('row', { name: /\/videos\// })).toBeNull();
  });

  it('is worked by keys, which can be switched off', async () => {
    const { user, api } = await startTap();
    sendRequests(api, [1, 2, 3]);
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
    const { user, api } = await startTap();
    sendRequests(api, [1]);
    const row = await screen.findByRole('button', { name: /GET \/videos\/1/ });
    act(() => row.focus());
    sendRequests(api, [2, 3]);
    const newer = await screen.findByRole('button', { name: /^2 newer/ });
    expect(
      screen.queryByRole('button', { name: /GET \/videos\/3/ }),
    ).toBeNull();
    await user.click(newer);
    expect(
      await screen.findByRole('button', { name: /GET \/videos\/3/ }),
    ).toBeInTheDocument();
  });
});
