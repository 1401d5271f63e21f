import fc from 'fast-check';
import { fuzz, HOSTILE_TEXTS, hostileText } from 'fuzzing';
import {
  parseWindow,
  WorkloadRef,
} from '@backstage-mesh/plugin-service-mesh-common';
import { readTimeChoice, timeParameters } from '../hooks/timeChoice';
import { MOST_HOPS, pathParameter, readMapChoices } from '../mesh/meshAddress';
import {
  rowFilterFrom,
  rowFilterParameters,
  tapQueryFrom,
} from '../tap/tapAddress';
import {
  comparisonParameters,
  readChangeTime,
  readComparison,
  readSide,
  SIDES,
} from '../timeTravel/timeTravelAddress';
import { safeUrl } from '../dependencies/safeUrl';
import { openGroupsParameter, readOpenGroups } from './openGroups';
import { readSelection, selectionParameter } from './selection';
import { readTexts, textsParameter } from './textSet';
import { workloadParameter } from './workloadParameter';

const NOW = Date.parse('2026-01-08T12:00:00Z');

const NAMES = [
  ...['window', 'from', 'to', 'before', 'change', 'side', 'group', 'show'],
  ...['view', 'find', 'hide', 'open', 'namespace', 'focus', 'hops', 'path'],
  ...['blast', 'panel', 'selected', 'method', 'authority', 'scheme', 'rps'],
  ...['status', 'way', 'slower', 'source', 'destination', 'peer', 'verb'],
  ...['route', 'exact', 'header'],
];

/** Parameters of an address that somebody typed, was sent, or has from an older version. */
const address = fc.dictionary(
  fc.constantFrom(...NAMES),
  fc.oneof(
    hostileText(),
    fc.constantFrom(
      ...['5m', '1h', 'deploy', 'difference', 'failed', 'in', '100', '9', '-'],
      ...['node:a', 'edge:', 'video/deployment/web', 'a//b', '1.5', '-0'],
      ...['2026-01-08T10:00Z', '2026-01-08T11:00:00.000Z', '9999-12-31T23:59Z'],
      ...['0000-00-00T00:00Z', '2026-13-41T99:99Z', '999999999999999'],
    ),
    fc.date({ noInvalidDate: true }).map(date => date.toISOString()),
  ),
  { maxKeys: 10 },
);

describe('an address', () => {
  it(
    'should be read as choices that there are, whatever it holds',
    fuzz(address, parameters => {
      const search = new URLSearchParams(
        Object.entries(parameters).map(pair => pair as [string, string]),
      );
      const get = (name: string) => search.get(name) ?? undefined;
      const url = { get };
      const map = readMapChoices(get);
      const time = readTimeChoice(get, NOW);
      const compared = readComparison(get, time);
      const query = tapQueryFrom(url);
      const filter = rowFilterFrom(url);
      const change = readChangeTime(get);
      const selection = readSelection(get('selected'));
      expect([
        map.hops >= 1 && map.hops <= MOST_HOPS,
        parseWindow(time.window) !== undefined,
        time.type !== 'range' ||
          (time.range.from < time.range.to && time.range.to <= NOW),
        !compared || compared.a.to < compared.b.to,
        query.max_rps === undefined || Number.isSafeInteger(query.max_rps),
        filter.slowerThan >= 0,
        change === undefined || !Number.isNaN(new Date(change).getTime()),
        SIDES.includes(readSide(get)),
      ]).toEqual(Array(8).fill(true));
      // What is written again is read as the same.
      const again = new URLSearchParams(
        Object.entries({
          ...rowFilterParameters(filter),
          selected: selectionParameter(selection),
          path: map.path && pathParameter(map.path),
          open: map.open && openGroupsParameter(map.open),
          ...(time.type === 'range' && timeParameters(time.range)),
          ...(compared && comparisonParameters(compared, change)),
        }).flatMap(([name, value]) =>
          value === undefined ? [] : [[name, value]],
        ),
      );
      const getAgain = (name: string) => again.get(name) ?? undefined;
      expect([
        rowFilterFrom({ get: getAgain }),
        readSelection(getAgain('selected')),
        readOpenGroups(getAgain('open')),
        readTimeChoice(getAgain, NOW).type === 'range',
        readComparison(getAgain, readTimeChoice(getAgain, NOW)),
      ]).toEqual([
        filter,
        selection,
        map.open,
        time.type === 'range',
        compared,
      ]);
    }),
  );

  it(
    'should keep texts apart, whatever the backend calls them',
    fuzz(
      fc.tuple(
        fc.array(hostileText(), { maxLength: 4 }),
        fc.record<WorkloadRef>({
          cluster: hostileText(),
          namespace: hostileText(),
          kind: hostileText(),
          name: hostileText(),
        }),
      ),
      ([texts, workload]) => {
        const written = textsParameter(texts);
        expect(readTexts(written)).toEqual(texts.map(whole).filter(Boolean));
        expect(
          workloadParameter(workload).split('/').map(decodeURIComponent),
        ).toEqual(
          [
            workload.cluster,
            workload.namespace,
            workload.kind,
            workload.name,
          ].map(whole),
        );
      },
      { share: 0.5 },
    ),
  );

  it(
    'should be linked to only where a browser opens a page',
    fuzz(
      fc.oneof(
        hostileText(),
        fc
          .tuple(fc.constantFrom(...HOSTILE_TEXTS), fc.webUrl(), hostileText())
          .map(parts => parts.join('')),
      ),
      text => {
        const url = safeUrl(text);
        expect(url === undefined || /^https?:\/\//.test(url)).toBe(true);
      },
      { share: 0.25 },
    ),
  );
});

/** Half a character can not be part of an address. */
function whole(text: string): string {
  return text.replace(/\p{Cs}/gu, '\ufffd');
}
