import type {
  EntityHistory,
  SourceMemory,
} from '@backstage-mesh/plugin-service-mesh-common';
import { DEFAULT_HEALTH_THRESHOLDS } from '@backstage-mesh/plugin-service-mesh-common';
import { measured, workload } from '../__fixtures__/videoCatalog';
import { english } from '../__testUtils__/english';
import { findInHistory } from '../history';
import { rememberedText } from './Remembered';

describe('rememberedText', () => {
  const self = workload('self', { stats: {} });

  function tell(
    source: 'prometheus' | 'proxies',
    memory?: SourceMemory,
    rememberedSince?: number,
  ) {
    const answer: EntityHistory = {
      ...measured('5m'),
      measurements: [
        {
          cluster: self.cluster!,
          source,
          windowSeconds: 60,
          ...(memory && { memory }),
        },
      ],
      stepSeconds: 60,
      times: [60_000, 120_000],
      spanSteps: 1,
      workloads: [
        {
          workload: self,
          inbound: {},
          outbound: {},
          callers: [],
          callees: [],
          changes: [],
          ...(rememberedSince !== undefined && { rememberedSince }),
        },
      ],
    };
    const finding = findInHistory(
      answer,
      self,
      measured('5m'),
      DEFAULT_HEALTH_THRESHOLDS,
    );
    return rememberedText(finding!, english);
  }

  it('should say nothing where all is remembered', () => {
    expect(tell('proxies', { keptSeconds: 1800, inBackground: false })).toBe(
      undefined,
    );
  });

  it('should say how long proxies are kept that are read while somebody looks, and always', () => {
    const whileLooking = { keptSeconds: 1800, inBackground: false };
    expect(tell('proxies', whileLooking, 60_000)).toMatch(
      /mostly while somebody looks, and keeps 30.min\.$/,
    );
    const always = { keptSeconds: 3600, inBackground: true };
    expect(tell('proxies', always, 60_000)).toMatch(
      /also while nobody looks, and keeps 1.h\.$/,
    );
  });

  it('should say what a Prometheus remembers', () => {
    expect(tell('prometheus', undefined, 60_000)).toMatch(
      /^Prometheus remembers nothing before /,
    );
  });
});
