import type { KubernetesObject, Pod } from '../objects/KubernetesObject';
import type { DemoCluster } from '../DemoCluster';

export interface Answer {
  status: number;
  headers: Headers;
  body: string;
}

/** Talks to a demo cluster as one of its users. */
export class TestClient {
  constructor(
    private readonly cluster: DemoCluster,
    private readonly token: string | undefined = cluster.tokens.admin,
  ) {}

  fetch(path: string, init: RequestInit = {}): Promise<Response> {
    return fetch(`${this.cluster.url}${path}`, {
      ...init,
      headers: {
        ...(this.token ? { authorization: `Bearer ${this.token}` } : {}),
        ...init.headers,
      },
    });
  }

  async get(path: string, headers: HeadersInit = {}): Promise<Answer> {
    const response = await this.fetch(path, { headers });
    return {
      status: response.status,
      headers: response.headers,
      body: await response.text(),
    };
  }

  async post(
    path: string,
    body: unknown,
    headers: HeadersInit = {},
  ): Promise<Answer> {
    const response = await this.fetch(path, {
      method: 'POST',
      headers,
      body: JSON.stringify(body),
    });
    return {
      status: response.status,
      headers: response.headers,
      body: await response.text(),
    };
  }

  async list<T extends KubernetesObject = KubernetesObject>(
    path: string,
  ): Promise<{
    items: T[];
    metadata: {
      resourceVersion: string;
      continue?: string;
      remainingItemCount?: number;
    };
  }> {
    return JSON.parse((await this.get(path)).body);
  }

  async metrics(namespace: string, pod: string): Promise<string> {
    const { body } = await this.get(
      `/api/v1/namespaces/${namespace}/pods/${pod}:4191/proxy/metrics`,
    );
    return body;
  }
}

/** The first pod of a workload, by the name of its app label or its own. */
export function podOf(cluster: DemoCluster, namespace: string, app: string) {
  const pod = cluster.store
    .list<Pod>('pods', namespace)
    .find(
      item => item.metadata.labels?.app === app || item.metadata.name === app,
    );
  if (!pod) {
    throw new Error(`no pod of ${namespace}/${app}`);
  }
  return pod;
}

export interface WatchEvent {
  type: string;
  object: KubernetesObject & { code?: number; message?: string };
}

/** Reads a watch until `enough` says so, or the server ends it. */
export async function readWatch(
  client: TestClient,
  path: string,
  enough: (events: WatchEvent[]) => boolean,
  onOpen: () => void = () => {},
): Promise<{ events: WatchEvent[]; ended: boolean }> {
  const response = await client.fetch(path);
  onOpen();
  const events: WatchEvent[] = [];
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
    text += decoder.decode(chunk, { stream: true });
    const lines = text.split('\n');
    text = lines.pop() ?? '';
    events.push(...lines.map(line => JSON.parse(line) as WatchEvent));
    if (enough(events)) {
      return { events, ended: false };
    }
  }
  return { events, ended: true };
}
