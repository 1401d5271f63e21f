import { requestEvents } from '../__fixtures__/tapEvents';
import { TapRow, beginRow } from './TapRow';
import { traceIdOf, traceUrl } from './traceOf';

const ID = '4bf92f3577b34da6a3ce929d0e0e4736';

function withHeader(name: string, value: string | undefined): TapRow {
  const [event] = requestEvents(
    {
      direction: 'OUTBOUND',
      peer: 'videos-api',
      method: 'GET',
      path: '/',
      status: 200,
      latencyMs: 1,
      stream: 1,
      replica: 0,
    },
    0,
  );
  const init = event.event.requestInit;
  return beginRow(
    {
      ...event,
      event: {
        requestInit: init && { ...init, headers: [{ name, value }] },
      },
    },
    1,
  ) as TapRow;
}

describe('traceIdOf', () => {
  it.each([
    ['traceparent', `00-${ID}-00f067aa0ba902b7-01`, ID],
    ['Traceparent', `00-${ID.toUpperCase()}-00f067aa0ba902b7-01`, ID],
    ['b3', `${ID}-00f067aa0ba902b7-1-05e3ac9a4f6e3b90`, ID],
    ['b3', 'a3ce929d0e0e4736-00f067aa0ba902b7', 'a3ce929d0e0e4736'],
    ['x-b3-traceid', ID, ID],
    ['uber-trace-id', `${ID}:f067aa0ba902b7:0:1`, ID],
    ['uber-trace-id', 'ab12%3Af0%3A0%3A1', 'ab12'],
    ['traceparent', `00-${'0'.repeat(32)}-00f067aa0ba902b7-01`, undefined],
    ['traceparent', '../../admin', undefined],
    ['traceparent', undefined, undefined],
    ['b3', '0', undefined],
    ['x-request-id', ID, undefined],
  ])('reads %s: %s', (name, value, id) => {
    expect(traceIdOf(withHeader(name, value))).toBe(id);
  });
});

describe('traceUrl', () => {
  it.each([
    ['https://traces.example/t/{traceId}', `https://traces.example/t/${ID}`],
    // eslint-disable-next-line no-script-url
    ['javascript:alert("{traceId}")', undefined],
    ['https://traces.example/', undefined],
    [undefined, undefined],
  ])('makes of %s', (template, url) => {
    expect(traceUrl(template, ID)).toBe(url);
  });

  it('is nothing without a trace', () => {
    expect(traceUrl('https://x/{traceId}', undefined)).toBeUndefined();
  });
});
