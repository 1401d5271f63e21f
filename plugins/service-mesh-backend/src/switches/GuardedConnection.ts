import {
  ClusterConnection,
  ClusterRequest,
  ClusterResponse,
} from '@backstage-mesh/plugin-service-mesh-node';
import { ClusterGuard } from './ClusterGuard';

const POD_PROXY = /^\/api\/v1\/namespaces\/([^/]+)\/pods\/[^/]+\/proxy(\/|$)/;

/**
 * A connection through which nothing goes that the switches forbid. What is under way when it is forbidden is aborted.
 *
 * @internal
 */
export class GuardedConnection implements ClusterConnection {
  readonly name: string;
  readonly #inner: ClusterConnection;
  readonly #guard: ClusterGuard;
  readonly #waits: boolean;

  /**
   * @param options - `waits`: requests wait while the cluster is paused, and are not refused: for what goes on as soon as it may
   */
  constructor(
    inner: ClusterConnection,
    guard: ClusterGuard,
    options: { waits?: boolean } = {},
  ) {
    this.name = inner.name;
    this.#inner = inner;
    this.#guard = guard;
    this.#waits = options.waits ?? false;
  }

  async request(request: ClusterRequest): Promise<ClusterResponse> {
    await this.#wait(request);
    const { signal, end } = this.#guard.begin(request.signal);
    try {
      const namespace = namespaceOfProxy(request.path);
      const send = () => this.#inner.request({ ...request, signal });
      const response =
        namespace === undefined
          ? await send()
          : await this.#guard.scrape(namespace, send);
      return {
        ...response,
        body: untilEnd(response.body, end),
        cancel: () => {
          end();
          response.cancel();
        },
      };
    } catch (error) {
      end();
      throw error;
    }
  }

  async json<T>(request: ClusterRequest & { maxBytes?: number }): Promise<T> {
    await this.#wait(request);
    const { signal, end } = this.#guard.begin(request.signal);
    try {
      return await this.#inner.json<T>({ ...request, signal });
    } catch (error) {
      this.#guard.requireOn();
      throw error;
    } finally {
      end();
    }
  }

  async #wait(request: ClusterRequest): Promise<void> {
    if (this.#waits) {
      await this.#guard.whenOn(request.signal);
    }
  }
}

function namespaceOfProxy(path: string): string | undefined {
  const namespace = POD_PROXY.exec(path)?.[1];
  return namespace === undefined ? undefined : decodeURIComponent(namespace);
}

async function* untilEnd(
  body: AsyncIterable<Uint8Array>,
  end: () => void,
): AsyncGenerator<Uint8Array> {
  try {
    yield* body;
  } finally {
    end();
  }
}
