import type { TapExport } from '@backstage-mesh/plugin-service-mesh-common';
import { act, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { FixtureApi } from '../__fixtures__/FixtureApi';
import { requestEvents } from '../__fixtures__/tapEvents';
import type { ServiceMeshApi, TapHandlers } from '../api';
import { TapTab } from '../tap';
import { renderInPortal } from './renderInPortal';

/** An API whose taps the test itself feeds. */
export class FedTapApi extends FixtureApi {
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

/** What requests are like. */
interface Sent {
  status?: number;
  path?(stream: number): string;
  peer?: string;
}

/** Gives the newest tap the requests of a workload to its peer, complete with their ends. */
export function sendRequests(
  api: FedTapApi,
  streams: number[],
  given: number | Sent = {},
) {
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

/** Opens the tab and starts the tap, as a person does. */
export async function startTap(
  search = '',
  options: Parameters<typeof renderInPortal>[1] = {},
) {
  const user = userEvent.setup();
  const api = new FedTapApi();
  const view = renderInPortal(<TapTab />, { api, search, ...options });
  await user.click(await screen.findByRole('button', { name: 'Start' }));
  await screen.findByText(/^Live \d/);
  return { user, api, view };
}
