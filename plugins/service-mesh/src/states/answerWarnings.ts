import type {
  EntityStats,
  MeasuredAnswer,
  Topology,
  Warning,
} from '@backstage-mesh/plugin-service-mesh-common';

/** Warnings that only explain a number, and are no loss. */
const INFORMATION = ['window-widened', 'window-filling'];

/** Whether a warning only explains numbers that are complete. */
export function isInformation({ code }: Pick<Warning, 'code'>): boolean {
  return INFORMATION.includes(code);
}

/** Ids of the nodes whose numbers an answer shows. */
export function nodesIn(
  answer: Pick<Topology, 'nodes'> | Pick<EntityStats, 'workloads'> | undefined,
): ReadonlySet<string> {
  if (!answer) {
    return new Set();
  }
  return new Set(
    'nodes' in answer
      ? answer.nodes.map(({ id }) => id)
      : answer.workloads.flatMap(({ workload, inbound, outbound }) => [
          workload.id,
          ...[...inbound, ...outbound].map(({ peer }) => peer.id),
        ]),
  );
}

/**
 * Warnings about the numbers on screen, and those about others of the cluster alone.
 *
 * @param cluster - the one that is shown, where it is one
 */
export function splitWarnings(
  { warnings }: Pick<MeasuredAnswer, 'warnings'>,
  inView: ReadonlySet<string>,
  cluster?: string,
): { here: Warning[]; elsewhere: Warning[] } {
  const isHere = ({ nodeIds }: Warning) =>
    !nodeIds || nodeIds.some(id => inView.has(id));
  const shown = warnings.filter(
    warning => !cluster || !warning.cluster || warning.cluster === cluster,
  );
  return {
    here: shown.filter(isHere),
    elsewhere: shown.filter(warning => !isHere(warning)),
  };
}
