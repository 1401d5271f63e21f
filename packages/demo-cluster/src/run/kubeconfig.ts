import { stringify } from 'yaml';
import type { DemoTokens } from '../api/access';

export interface KubeconfigCluster {
  name: string;
  url: string;
}

/** A kubeconfig with a context per cluster: as admin `east`, as the others `east-read-only`… */
export function kubeconfigOf(
  clusters: readonly KubeconfigCluster[],
  tokens: DemoTokens,
  caFile: string,
): string {
  const users = {
    '': tokens.admin,
    '-portal': tokens.portal,
    '-read-only': tokens.readOnly,
    '-no-tap': tokens.noTap,
  };
  const suffixes = Object.keys(users) as (keyof typeof users)[];
  return stringify({
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': clusters[0]?.name ?? '',
    clusters: clusters.map(({ name, url }) => ({
      name,
      cluster: { server: url, 'certificate-authority': caFile },
    })),
    users: suffixes.map(suffix => ({
      name: `demo${suffix || '-admin'}`,
      user: { token: users[suffix] },
    })),
    contexts: clusters.flatMap(({ name }) =>
      suffixes.map(suffix => ({
        name: `${name}${suffix}`,
        context: {
          cluster: name,
          user: `demo${suffix || '-admin'}`,
          namespace: 'video',
        },
      })),
    ),
  });
}
