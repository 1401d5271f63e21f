import type { MeshGraph } from '../graph';
import { Page, WINDOWS, timeParameters } from '../hooks';
import { NoMetrics, NoTraffic, NotMeshed } from '../states';

/** What to do where the numbers of the component itself are missing: no source, no proxy, or nobody calls it. */
export function adviceFor(
  page: Page,
  graph: MeshGraph,
  when: string,
  onRetry: () => void,
): JSX.Element | undefined {
  const self = [...graph.nodes.values()].find(({ focus }) => focus);
  if (!self) {
    return undefined;
  }
  const { node, health } = self;
  const cluster = page.clusters.data?.clusters.find(
    ({ name }) => name === node.cluster,
  );
  if (node.meshed?.running === 0 && node.meshed.total > 0 && node.namespace) {
    return (
      <NotMeshed
        name={node.name ?? page.name}
        kind={node.kind}
        namespace={node.namespace}
        meshed={node.meshed}
        meshId={cluster?.mesh?.id}
      />
    );
  }
  if (health.state === 'not-measured' && cluster?.metrics.source === 'none') {
    return <NoMetrics cluster={cluster} onRetry={onRetry} />;
  }
  const longer = WINDOWS[WINDOWS.findIndex(each => each === page.window) + 1];
  return health.state === 'no-traffic' && graph.edges.size === 0 ? (
    <NoTraffic
      name={node.name ?? page.name}
      when={when}
      meshed={node.meshed}
      longer={longer}
      onLonger={() => page.url.set(timeParameters(longer ?? page.window))}
    />
  ) : undefined;
}
