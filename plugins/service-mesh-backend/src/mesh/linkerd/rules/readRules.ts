import {
  InventoryPod,
  MeshRules,
  RulesRequest,
} from '@backstage-mesh/plugin-service-mesh-node';
import {
  workloadKey,
  WorkloadRef,
} from '@backstage-mesh/plugin-service-mesh-common';
import { PeerResolver } from '../PeerResolver';
import { SystemWorkloads } from '../SystemWorkloads';
import { workloadsBehind } from '../../workloadsBehind';
import { ObjectReader } from './objects/ObjectReader';
import { assembleDenials, assemblePolicies } from './policies';
import { assembleRoutes } from './routes';
import { buildRuleQuestions, namespacesOf } from './ruleQuestions';
import { readRuleRows } from './ruleRows';
import { CalledService, serviceKey } from './serviceNames';
import { assembleSplits } from './splits';

/**
 * Asks for routes, splits and policy of what is in scope, and lays beside the numbers what the mesh's objects say should happen.
 *
 * @internal
 */
export async function readRules(
  request: RulesRequest,
  options: {
    reader: ObjectReader;
    /** What is left out. */
    system: SystemWorkloads;
    adminPorts: readonly string[];
    isMeshed(pod: InventoryPod): boolean;
  },
): Promise<MeshRules> {
  const { metrics, snapshot, scope, windowSeconds, at, signal } = request;
  const { objects, warnings } = await options.reader.read();
  const resolver = new PeerResolver(snapshot, {
    isMeshed: options.isMeshed,
    system: options.system,
  });
  const questions = buildRuleQuestions({
    system: options.system,
    adminPorts: options.adminPorts,
    request,
    overriding: objects.profiles.filter(
      ({ overrides }) => overrides.length > 0,
    ),
  });
  const answer = await metrics.query(
    questions.map(({ query }) => query),
    {
      windowSeconds,
      ...(at !== undefined && { at }),
      scope,
      ...(signal && { signal }),
    },
  );
  const read = readRuleRows(questions, answer.results, resolver, scope);
  const workloads = workloadsInScope(request);
  const asked = new Set(workloads.map(workloadKey));
  const keysBehind = memoize(service =>
    workloadsBehind(snapshot, service).map(workloadKey),
  );
  const context = {
    objects,
    snapshot,
    resolver,
    isMeshed: options.isMeshed,
  };
  const asks = (part: string) =>
    !request.parts || request.parts.some(other => other === part);
  return {
    routes: asks('routes')
      ? assembleRoutes(read, objects, (service, workload) =>
          keysBehind(service).includes(workloadKey(workload)),
        )
      : [],
    splits: asks('splits')
      ? assembleSplits(read, objects, service =>
          keysBehind(service).some(key => asked.has(key)),
        )
      : [],
    policies: asks('policy') ? assemblePolicies(read, workloads, context) : [],
    denials: asks('policy') ? assembleDenials(read, workloads, context) : [],
    windowSeconds: answer.windowSeconds,
    measuredAt: answer.measuredAt,
    warnings: [...warnings, ...answer.warnings],
  };
}

/** Remembers per Service, for one answer, what costs a look at all pods of a namespace. */
function memoize(
  find: (service: CalledService) => string[],
): (service: CalledService) => string[] {
  const found = new Map<string, string[]>();
  return service => {
    const key = serviceKey(service);
    const known = found.get(key) ?? find(service);
    found.set(key, known);
    return known;
  };
}

function workloadsInScope({ scope, snapshot }: RulesRequest): WorkloadRef[] {
  return scope.workloads
    ? [...scope.workloads]
    : namespacesOf(scope).flatMap(namespace =>
        snapshot.workloads(namespace).map(({ ref }) => ref),
      );
}
