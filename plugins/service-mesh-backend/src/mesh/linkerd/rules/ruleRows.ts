import { workloadKey } from '@backstage-mesh/plugin-service-mesh-common';
import {
  MetricsScope,
  SeriesResult,
} from '@backstage-mesh/plugin-service-mesh-node';
import { WorkloadRef } from '@backstage-mesh/plugin-service-mesh-common';
import { PeerResolver } from '../PeerResolver';
import { RuleQuestion, RuleSubject } from './ruleQuestions';

/**
 * A row of an answer, with the workload whose proxy counted it.
 *
 * @internal
 */
export interface RuleRow {
  subject: RuleSubject;
  labels: Readonly<Record<string, string>>;
  value: number;
  workload: WorkloadRef;
  inScope: boolean;
}

/** @internal */
export interface RuleRows {
  /** In the order of the questions. */
  rows: readonly RuleRow[];
  /** What could not be asked: it is unknown, not zero. */
  missing: ReadonlySet<RuleSubject>;
}

/**
 * Tells of each row whose it is. Rows of workloads that nobody knows are left out.
 *
 * @internal
 */
export function readRuleRows(
  questions: readonly RuleQuestion[],
  answers: SeriesResult['results'],
  resolver: PeerResolver,
  scope: MetricsScope,
): RuleRows {
  const isInScope = scopeTest(scope);
  const rows: RuleRow[] = [];
  const missing = new Set<RuleSubject>();
  questions.forEach(({ subject }, index) => {
    const samples = answers[index];
    if (!samples) {
      missing.add(subject);
      return;
    }
    for (const { labels, value } of samples) {
      const self = Number.isFinite(value)
        ? resolver.counting(labels)
        : undefined;
      if (self?.type === 'workload') {
        rows.push({
          subject,
          labels,
          value,
          workload: self.workload,
          inScope: isInScope(self.workload),
        });
      }
    }
  });
  return { rows, missing };
}

/** @internal */
export function scopeTest(
  scope: MetricsScope,
): (workload: WorkloadRef) => boolean {
  if (scope.workloads) {
    const keys = new Set(scope.workloads.map(workloadKey));
    return workload => keys.has(workloadKey(workload));
  }
  const namespaces = new Set(scope.namespaces ?? []);
  return workload => namespaces.has(workload.namespace);
}
