import type {
  ClusterConnection,
  ClusterRequest,
  ClusterResponse,
} from '@backstage-mesh/plugin-service-mesh-node';

/** What may happen between what the plugin asks. */
export interface Interference {
  /** After a page of a list that goes on. */
  afterPage?(request: ClusterRequest): Promise<void>;
  /** Before a watch is asked. */
  beforeWatch?(request: ClusterRequest): Promise<void>;
  /** In place of the time after which the server ends a watch. */
  watchSeconds?: number;
}

const EXPIRED_EVENT = /"type":"ERROR".*"code":410/;

/** A connection to a real API server that notes what was asked, and how often a version or a page was no longer known. */
export class ObservedConnection implements ClusterConnection {
  readonly name: string;
  readonly asked: ClusterRequest[] = [];
  expiredLists = 0;
  expiredWatches = 0;

  constructor(
    private readonly inner: ClusterConnection,
    private readonly interference: Interference,
  ) {
    this.name = inner.name;
  }

  /** The versions from which a collection was watched, in order. */
  watchedFrom(path: string): number[] {
    return this.asked
      .filter(({ query, ...request }) => query?.watch && request.path === path)
      .map(({ query }) => Number(query?.resourceVersion));
  }

  async request(request: ClusterRequest): Promise<ClusterResponse> {
    this.asked.push(request);
    const { beforeWatch, watchSeconds } = this.interference;
    if (!request.query?.watch) {
      return this.inner.request(request);
    }
    await beforeWatch?.(request);
    const response = await this.inner.request({
      ...request,
      query: {
        ...request.query,
        ...(watchSeconds !== undefined && {
          timeoutSeconds: String(watchSeconds),
        }),
      },
    });
    if (response.status === 410) {
      this.expiredWatches += 1;
    }
    return { ...response, body: this.noteExpiry(response.body) };
  }

  async json<T>(request: ClusterRequest & { maxBytes?: number }): Promise<T> {
    this.asked.push(request);
    try {
      const list = await this.inner.json<
        T & { metadata?: { continue?: string } }
      >(request);
      if (list.metadata?.continue) {
        await this.interference.afterPage?.(request);
      }
      return list;
    } catch (error) {
      if ((error as { status?: number }).status === 410) {
        this.expiredLists += 1;
      }
      throw error;
    }
  }

  private async *noteExpiry(
    body: AsyncIterable<Uint8Array>,
  ): AsyncGenerator<Uint8Array> {
    for await (const bytes of body) {
      if (EXPIRED_EVENT.test(Buffer.from(bytes).toString('utf8'))) {
        this.expiredWatches += 1;
      }
      yield bytes;
    }
  }
}
