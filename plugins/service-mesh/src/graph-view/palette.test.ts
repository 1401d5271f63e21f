import { waitFor } from '@testing-library/react';
import { onThemeChange } from './palette';

describe('onThemeChange', () => {
  it('hears of another theme until it is ended', async () => {
    const listener = jest.fn();
    const stop = onThemeChange(listener);
    document.body.dataset.themeMode = 'dark';
    await waitFor(() => expect(listener).toHaveBeenCalledTimes(1));
    stop();
    document.body.dataset.themeMode = 'light';
    await new Promise(resolve => setTimeout(resolve, 10));
    expect(listener).toHaveBeenCalledTimes(1);
  });
});
