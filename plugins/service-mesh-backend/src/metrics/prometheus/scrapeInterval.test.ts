import { readJson } from '../__testUtils__/recordedMesh';
import { intervalFromConfig, intervalFromSpacing } from './scrapeInterval';

describe('intervalFromConfig', () => {
  const recorded = readJson<{ data: { yaml: string } }>(
    'prometheus/status-config.json',
  ).data.yaml;

  it('reads the recorded configuration', () => {
    expect(intervalFromConfig(recorded, 'linkerd-proxy')).toBe(10);
  });

  it.each([
    ['global:\n  scrape_interval: 1m30s', 'a', 90],
    ['global:\n  scrape_interval: 15s', undefined, 15],
    [
      'global:\n  scrape_interval: 1m\nscrape_configs:\n- job_name: a\n  scrape_interval: 5s\n- job_name: b',
      'a',
      5,
    ],
    [
      'global:\n  scrape_interval: 1m\nscrape_configs:\n- job_name: a\n  scrape_interval: 5s\n- job_name: b',
      'b',
      60,
    ],
    ['scrape_configs: []', 'a', undefined],
    ['global:\n  scrape_interval: often', 'a', undefined],
    ['', 'a', undefined],
  ])('of %j for job %s is %s', (yaml, job, seconds) => {
    expect(intervalFromConfig(yaml, job)).toBe(seconds);
  });
});

describe('intervalFromSpacing', () => {
  it.each([
    [[0, 10, 20, 30], 10],
    [[0, 15.002, 29.998, 45], 15],
    // One scrape was missed.
    [[0, 30, 60, 120, 150], 30],
    [[0, 10], undefined],
    [[], undefined],
  ])('of %j is %s', (times, seconds) => {
    expect(intervalFromSpacing(times)).toBe(seconds);
  });
});
