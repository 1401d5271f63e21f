import { workloadKey } from '@backstage-mesh/plugin-service-mesh-common';
import {
  InventoryPod,
  InventorySnapshot,
  LabelMatcher,
  Mesh,
  MeshPeer,
} from '@backstage-mesh/plugin-service-mesh-node';
import { escapePattern } from '../../metrics/labels';
import { gatewayWorkloads, podsKept } from '../gatewayWorkloads';

/**
 * What belongs to the mesh itself. It is no part of the numbers, but for the gateways: they pass on the calls of others.
 *
 * @internal
 */
export class SystemWorkloads {
  /** Names of the namespaces of which nothing is measured. */
  readonly excluded: readonly string[];
  /** Names of the namespaces of which the gateways alone are measured. */
  readonly withGateways: readonly string[];

  private readonly namespaces: ReadonlySet<string>;
  private readonly gateways: ReadonlySet<string>;

  /** @param namespaces - names of the mesh's own namespaces that are to be left out */
  constructor(
    private readonly snapshot: InventorySnapshot,
    namespaces: readonly string[],
    private readonly isGateway: NonNullable<Mesh['isGateway']> = () => false,
  ) {
    this.namespaces = new Set(namespaces);
    this.gateways = gatewayWorkloads(snapshot, namespaces, isGateway);
    const hasGateway = (name: string) =>
      podsKept(snapshot, name).some(isGateway);
    this.excluded = namespaces.filter(name => !hasGateway(name));
    this.withGateways = namespaces.filter(hasGateway);
  }

  /** Whether somebody at one end of a call is a part of the mesh. */
  has(peer: MeshPeer): boolean {
    switch (peer.type) {
      case 'workload':
        return (
          this.namespaces.has(peer.workload.namespace) &&
          !this.gateways.has(workloadKey(peer.workload))
        );
      case 'service':
        // A mirrored Service is one of another cluster.
        return (
          peer.meshCluster === undefined && this.namespaces.has(peer.namespace)
        );
      default:
        return false;
    }
  }

  /** Leaves out its calls, as their callees count them: the mesh's Prometheus calls every workload. */
  identityMatchers(): LabelMatcher[] {
    const owners = [
      ...(this.excluded.length > 0
        ? [`.+\\.(${[...this.excluded].sort().join('|')})`]
        : []),
      ...this.withGateways.flatMap(name => {
        const accounts = this.accountsBesideGateways(name);
        return accounts.length > 0
          ? [`(${accounts.map(escapePattern).join('|')})\\.${name}`]
          : [];
      }),
    ];
    return owners.length > 0
      ? [
          {
            label: 'client_id',
            op: '!~',
            value: `${
              owners.length > 1 ? `(${owners.join('|')})` : owners[0]
            }\\.serviceaccount\\.identity\\..+`,
          },
        ]
      : [];
  }

  /** Names of ServiceAccounts. Of one that a gateway shares with others, nobody can tell whose the calls are: they stay. */
  private accountsBesideGateways(namespace: string): string[] {
    const pods = podsKept(this.snapshot, namespace);
    const accountOf = ({ serviceAccount = 'default' }: InventoryPod) =>
      serviceAccount;
    const shared = new Set(pods.filter(this.isGateway).map(accountOf));
    return [...new Set(pods.map(accountOf))]
      .filter(account => !shared.has(account))
      .sort();
  }
}
