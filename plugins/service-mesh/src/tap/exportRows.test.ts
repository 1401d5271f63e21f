import { requestEvents } from '../__fixtures__/tapEvents';
import { exportName, toNdjson } from './exportRows';
import { TapRows } from './TapRows';

it('writes the events as they came, the oldest request first', () => {
  const rows = new TapRows(10);
  const events = [1, 2].flatMap(stream =>
    requestEvents(
      {
        direction: 'OUTBOUND',
        peer: 'videos-api',
        method: 'GET',
        path: '/a\u2028b',
        status: 200,
        latencyMs: 5,
        stream,
        replica: 0,
        givesUp: stream === 2,
      },
      1000,
    ),
  );
  rows.add(events);
  const text = toNdjson(rows.toArray());
  expect(text.endsWith('\n')).toBe(true);
  expect(
    text
      .trimEnd()
      .split('\n')
      .map(line => JSON.parse(line)),
  ).toEqual(JSON.parse(JSON.stringify(events)));
});

it('names a file by what was tapped, and when', () => {
  expect(exportName('pod/../x', Date.UTC(2026, 0, 31, 14, 25, 8, 4))).toBe(
    'tap-pod-..-x-2026-01-31T14-25-08Z.ndjson',
  );
});
