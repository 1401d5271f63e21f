import type {
  ClusterInfo,
  EntityStats,
  MeasuredAnswer,
  Topology,
  Warning,
} from '@backstage-mesh/plugin-service-mesh-common';
import type { Translate } from '../translation';

/** A text about one cluster begins with its name, where the portal has several and the text does not say it already. */
export function ofCluster(
  text: string,
  cluster: string | undefined,
  clusters: readonly Pick<ClusterInfo, 'name' | 'title'>[],
  t: Translate,
): string {
  const name =
    clusters.find(each => each.name === cluster)?.title ?? cluster ?? '';
  return clusters.length > 1 && name !== '' && !text.includes(name)
    ? t('states.window.ofCluster', { cluster: name, text })
    : text;
}

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
