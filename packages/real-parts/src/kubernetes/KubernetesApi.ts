import https from 'node:https';

/** An object as it is written or read. */
export interface ApiObject {
  apiVersion: string;
  kind: string;
  metadata: {
    name: string;
    namespace?: string;
    uid?: string;
    labels?: Record<string, string>;
    annotations?: Record<string, string>;
    ownerReferences?: {
      apiVersion: string;
      kind: string;
      name: string;
      uid: string;
      controller?: boolean;
    }[];
  };
  [field: string]: unknown;
}

export interface ApiAnswer {
  status: number;
  body: string;
}

/** Plain REST to an API server, for what the tests arrange and look up themselves. */
export class KubernetesApi {
  private readonly agent: https.Agent;

  constructor(
    private readonly url: string,
    ca: string,
    private readonly token: string,
  ) {
    this.agent = new https.Agent({ ca, keepAlive: true, maxSockets: 16 });
  }

  async isReady(): Promise<boolean> {
    try {
      return (await this.send('GET', '/readyz')).status === 200;
    } catch {
      return false;
    }
  }

  /** @throws Error for every status but 2xx */
  async get<T = ApiObject>(path: string): Promise<T> {
    return JSON.parse((await this.must('GET', path)).body);
  }

  /** Creates an object, with its status where it has one. */
  async create(path: string, object: ApiObject): Promise<ApiObject> {
    const { status, ...rest } = object;
    const created: ApiObject = JSON.parse(
      (await this.must('POST', path, rest)).body,
    );
    if (status === undefined) {
      return created;
    }
    return this.patchStatus(`${path}/${object.metadata.name}`, status);
  }

  async patchStatus(path: string, status: unknown): Promise<ApiObject> {
    const answer = await this.must(
      'PATCH',
      `${path}/status`,
      { status },
      'application/merge-patch+json',
    );
    return JSON.parse(answer.body);
  }

  async delete(path: string): Promise<void> {
    await this.must('DELETE', path, { gracePeriodSeconds: 0 });
  }

  private async must(
    method: string,
    path: string,
    body?: unknown,
    contentType?: string,
  ): Promise<ApiAnswer> {
    const answer = await this.send(method, path, body, contentType);
    if (answer.status >= 300) {
      throw new Error(`${method} ${path}: ${answer.status} ${answer.body}`);
    }
    return answer;
  }

  /** Any answer is an answer. @throws Error where there is none */
  send(
    method: string,
    path: string,
    body?: unknown,
    contentType = 'application/json',
    moreHeaders: Record<string, string> = {},
  ): Promise<ApiAnswer> {
    const bytes = body === undefined ? '' : JSON.stringify(body);
    return new Promise((resolve, reject) => {
      const request = https.request(
        `${this.url}${path}`,
        {
          method,
          agent: this.agent,
          timeout: 20_000,
          headers: {
            authorization: `Bearer ${this.token}`,
            accept: 'application/json',
            'content-length': Buffer.byteLength(bytes),
            ...moreHeaders,
            ...(body === undefined ? {} : { 'content-type': contentType }),
          },
        },
        response => {
          const chunks: Buffer[] = [];
          response.on('data', (chunk: Buffer) => chunks.push(chunk));
          response.on('error', reject);
          response.on('end', () =>
            resolve({
              status: response.statusCode ?? 0,
              body: Buffer.concat(chunks).toString('utf8'),
            }),
          );
        },
      );
      request.on('timeout', () => request.destroy(new Error('timeout')));
      request.on('error', reject);
      request.end(bytes);
    });
  }

  close(): void {
    this.agent.destroy();
  }
}
