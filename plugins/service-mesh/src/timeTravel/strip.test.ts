import {
  DEFAULT_HEALTH_THRESHOLDS,
  MeshChange,
  Timeline,
} from '@backstage-mesh/plugin-service-mesh-common';
import { stripBars, stripMarks, stripScale, stripTicks } from './strip';

const MINUTE = 60_000;
const scale = stripScale({ from: 0, to: 60 * MINUTE }, 600);

function timeline(
  requests: (number | null)[],
  failures: (number | null)[],
): Timeline {
  return {
    window: '1h',
    source: 'prometheus',
    measurements: [],
    warnings: [],
    stepSeconds: 60,
    times: requests.map((_, step) => (step + 1) * MINUTE),
    requests,
    failures,
    changes: [],
    origins: [],
  };
}

describe('stripBars', () => {
  const bars = stripBars(
    timeline([100, 100, null, 100, 5], [0, 50, null, 1, 5]),
    scale,
    DEFAULT_HEALTH_THRESHOLDS,
  );

  it('draws a measured zero, and nothing for what was not measured', () => {
    expect(bars.map(({ time }) => time / MINUTE)).toEqual([1, 2, 4, 5]);
    expect(bars[0].height).toBeGreaterThan(0);
    expect(bars[0].height).toBeLessThan(bars[2].height);
  });

  it('colours what failed more than is healthy, where that can be judged', () => {
    expect(bars.map(({ tone }) => tone)).toEqual([
      'none',
      'fail',
      'some',
      'some',
    ]);
  });

  it('fills the height with the most', () => {
    expect(bars[1]).toMatchObject({ y: 0, height: scale.height });
  });
});

describe('stripMarks', () => {
  const change = (minute: number, kind: MeshChange['kind'] = 'rollout') => ({
    kind,
    at: minute * MINUTE,
    name: `at ${minute}`,
  });

  it('labels what has room, and leaves restarts and other hours out', () => {
    const marks = stripMarks(
      [
        change(10),
        change(12),
        change(40),
        change(59),
        change(70),
        change(5, 'restart'),
      ],
      scale,
    );
    expect(
      marks.map(({ change: { name }, label }) => [name, label?.side]),
    ).toEqual([
      ['at 10', undefined],
      ['at 12', 'right'],
      ['at 40', 'right'],
      ['at 59', 'left'],
    ]);
  });

  it('sets no label on another one', () => {
    const places = [10, 20, 22, 23, 31, 40, 55, 58, 59];
    const marks = stripMarks(
      places.map(place => change(place)),
      scale,
    );
    const spans = marks.flatMap(({ x, label }) => {
      const from = label?.side === 'left' ? x - label.width : x;
      return label ? [{ from, to: from + label.width }] : [];
    });
    expect(spans.length).toBeGreaterThan(2);
    spans.slice(1).forEach(({ from }, index) => {
      expect(from).toBeGreaterThanOrEqual(spans[index].to);
    });
  });
});

describe('stripTicks', () => {
  it.each([
    [600, 10],
    [300, 15],
    [120, 30],
  ])('of %s pixels are %s minutes apart', (width, minutes) => {
    const ticks = stripTicks(stripScale({ from: 0, to: 60 * MINUTE }, width));
    expect(
      (ticks[1]?.time ?? 30 * MINUTE + ticks[0].time) - ticks[0].time,
    ).toBe(minutes * MINUTE);
  });
});
