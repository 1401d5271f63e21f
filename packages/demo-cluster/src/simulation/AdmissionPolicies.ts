import { defaultPolicy, type InboundPolicy } from '../proxies/peers';
import type { Exchange } from './Exchange';
import type { PolicyModel, RouteModel } from './model';
import { refKey } from './model';
import type { SimulatedPod } from './SimulatedPod';

const GROUP = 'policy.linkerd.io';

export interface Admission {
  policy: InboundPolicy;
  admission: Exchange['admission'];
}

/** Decides at the server's proxy who is let in. */
export class AdmissionPolicies {
  constructor(private readonly policies: readonly PolicyModel[]) {}

  /** `route` is absent where the path is unknown to the application. */
  admit(
    server: SimulatedPod | undefined,
    port: number,
    client: SimulatedPod,
    route: RouteModel | undefined,
  ): Admission {
    if (!server) {
      return { policy: defaultPolicy(port), admission: 'allowed' };
    }
    return this.admitAccount(
      {
        namespace: server.namespace,
        app: server.labels.app,
        meshed: server.proxy !== undefined,
      },
      port,
      {
        namespace: client.namespace,
        serviceAccount: client.serviceAccount,
        meshed: client.proxy !== undefined,
      },
      route,
    );
  }

  /** The same by what is known before there are pods. */
  admitAccount(
    server: { namespace: string; app: string | undefined; meshed: boolean },
    port: number,
    client: { namespace: string; serviceAccount: string; meshed: boolean },
    route: RouteModel | undefined,
  ): Admission {
    const found = server.meshed
      ? this.policies.find(
          policy =>
            policy.namespace === server.namespace &&
            policy.port === port &&
            policy.app === server.app,
        )
      : undefined;
    if (!found) {
      return { policy: defaultPolicy(port), admission: 'allowed' };
    }
    const rule = found.routes.find(
      item => route !== undefined && item.covers.includes(route.name),
    );
    const policy: InboundPolicy = {
      server: { group: GROUP, kind: 'server', name: found.server, port },
      route: { group: GROUP, kind: 'HTTPRoute', name: rule?.name ?? '' },
      authorization: {
        group: GROUP,
        kind: 'authorizationpolicy',
        name: rule?.authorization ?? '',
      },
    };
    if (!rule) {
      return { policy, admission: 'no-route' };
    }
    const account = {
      namespace: client.namespace,
      name: client.serviceAccount,
    };
    const isAllowed =
      rule.allows === 'anyone' ||
      (client.meshed &&
        rule.allows.some(item => refKey(item) === refKey(account)));
    return { policy, admission: isAllowed ? 'allowed' : 'denied' };
  }

  /** The policy that the kubelet's probe of an application's port falls under; none where a Server's routes do not provide for it. */
  probe(pod: SimulatedPod, port: number): InboundPolicy | undefined {
    const found = this.policies.find(
      policy =>
        policy.namespace === pod.namespace &&
        policy.port === port &&
        policy.app === pod.labels.app,
    );
    if (!found) {
      return defaultPolicy(port, 'probe');
    }
    const rule = found.routes.find(item => item.allows === 'anyone');
    return rule
      ? {
          server: { group: GROUP, kind: 'server', name: found.server, port },
          route: { group: GROUP, kind: 'HTTPRoute', name: rule.name },
          authorization: {
            group: GROUP,
            kind: 'authorizationpolicy',
            name: rule.authorization,
          },
        }
      : undefined;
  }
}
