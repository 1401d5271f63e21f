import type { SimulatedClock } from '../clock/SimulatedClock';
import { ADMIN_PORT, inboundPeerOf } from '../proxies/peers';
import type { AdmissionPolicies } from './AdmissionPolicies';
import type { Connections } from './Connections';
import type { Observations } from './Observations';
import type { PodDirectory } from './PodDirectory';
import { identityOfAccount, type SimulatedPod } from './SimulatedPod';

const PERIOD_MS = 10_000;
const PROBE_BYTES = 194;
const SCRAPE_BYTES = 9000;

const PROMETHEUS_IDENTITY = identityOfAccount('linkerd-viz', 'prometheus');

/**
 * What goes on in a mesh without anybody using it: kubelets probe, and the mesh's own Prometheus scrapes. All of it counts as traffic of the
 * workloads, which is what makes an idle one look busy.
 */
export class Housekeeping {
  constructor(
    private readonly clock: SimulatedClock,
    private readonly pods: PodDirectory,
    private readonly policies: AdmissionPolicies,
    private readonly observations: Observations,
    private readonly connections: Connections,
    private readonly hasPrometheus: boolean,
  ) {}

  /** Once per scrape interval, for every pod at a moment of its own. */
  start(): void {
    this.clock.every(PERIOD_MS, () => {
      const pods = [...this.pods.all()];
      pods.forEach((pod, index) => {
        const offset = (index / pods.length) * PERIOD_MS;
        this.clock.after(offset, () => this.visit(pod));
      });
    });
  }

  private visit(pod: SimulatedPod): void {
    const isHere = this.pods.get(pod.uid) === pod;
    if (!isHere || pod.workload.reachability !== undefined) {
      return;
    }
    this.probe(pod);
    if (this.hasPrometheus && pod.proxy) {
      this.scrape(pod);
    }
  }

  private probe(pod: SimulatedPod): void {
    const now = this.clock.now();
    const { proxy } = pod;
    if (!proxy) {
      return;
    }
    // Readiness and liveness of the proxy itself.
    for (let i = 0; i < 2; i++) {
      proxy.inbound.countAdminRequest({}, 'probe', PROBE_BYTES, now);
    }
    const { appProbePath, ports } = pod.workload;
    const port = ports[0]?.port;
    if (port === undefined || pod.workload.routes === undefined) {
      return;
    }
    if (appProbePath === undefined) {
      proxy.inbound.countSilentConnection(port, now);
      return;
    }
    const policy = this.policies.probe(pod, port);
    if (!policy) {
      return;
    }
    const series = proxy.inbound.of(inboundPeerOf(undefined), policy);
    series.allowed.add(1, now);
    series.http.request(now);
    series.http.response({ status: 200, failure: false }, 1, now);
    series.route.request(0, now);
    series.route.response(200, 1.6, 8, now);
    series.transport.connect(now);
    series.transport.transfer(130, 150, now);
    series.transport.disconnect(now);
    proxy.inbound.detect(policy, 'http/1', now);
    this.observations.probe(pod, policy, appProbePath, 40000 + (now % 20000));
  }

  private scrape(pod: SimulatedPod): void {
    const now = this.clock.now();
    const scraper = this.pods
      .ofWorkload({ namespace: 'linkerd-viz', name: 'prometheus' })
      .find(item => item.isReady && item.proxy);
    pod.proxy?.inbound.countAdminRequest(
      { clientId: PROMETHEUS_IDENTITY },
      'default',
      SCRAPE_BYTES,
      now,
    );
    if (!scraper?.proxy || scraper === pod) {
      return;
    }
    const to = { ip: pod.ip, port: ADMIN_PORT, server: pod };
    const http = scraper.proxy.outbound.http(scraper, to);
    http.request(now);
    http.response({ status: 200, failure: false }, 4, now);
    this.connections
      .toAddress(scraper, pod, ADMIN_PORT, now)
      .transfer(40, SCRAPE_BYTES, now);
  }
}
