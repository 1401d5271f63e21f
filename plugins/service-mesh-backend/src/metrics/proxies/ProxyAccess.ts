import { ClusterConnection } from '@backstage-mesh/plugin-service-mesh-node';

/** How long an answer of the API server is believed, in ms. */
const KEEP_MS = 5 * 60_000;

interface AccessReview {
  status?: { allowed?: boolean };
}

/**
 * Asks the API server whether the portal's account may read through pods' proxies, before anything is read: so that a role without
 * it costs one question, and not one refusal per pod.
 *
 * @internal
 */
export class ProxyAccess {
  private readonly answers = new Map<
    string,
    { at: number; allowed: Promise<boolean> }
  >();

  constructor(
    private readonly connection: ClusterConnection,
    private readonly now: () => number,
  ) {}

  /** Those of the namespaces in which pods' proxies may be read. */
  async allowed(namespaces: Iterable<string>): Promise<Set<string>> {
    const asked = [...new Set(namespaces)];
    if (await this.ask('')) {
      return new Set(asked);
    }
    const answers = await Promise.all(asked.map(name => this.ask(name)));
    return new Set(asked.filter((_, i) => answers[i]));
  }

  /** An empty name stands for all namespaces. */
  private ask(namespace: string): Promise<boolean> {
    const known = this.answers.get(namespace);
    if (known && this.now() - known.at < KEEP_MS) {
      return known.allowed;
    }
    this.forget();
    const allowed = this.review(namespace);
    this.answers.set(namespace, { at: this.now(), allowed });
    allowed.catch(() => this.answers.delete(namespace));
    return allowed;
  }

  /** Namespaces come and go: those of previews would add up for ever. */
  private forget(): void {
    for (const [namespace, { at }] of this.answers) {
      if (this.now() - at >= KEEP_MS) {
        this.answers.delete(namespace);
      }
    }
  }

  private async review(namespace: string): Promise<boolean> {
    const answer = await this.connection.json<AccessReview>({
      method: 'POST',
      path: '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        apiVersion: 'authorization.k8s.io/v1',
        kind: 'SelfSubjectAccessReview',
        spec: {
          resourceAttributes: {
            ...(namespace && { namespace }),
            verb: 'get',
            resource: 'pods',
            subresource: 'proxy',
          },
        },
      }),
      headTimeoutMs: 10_000,
    });
    return answer.status?.allowed === true;
  }
}
