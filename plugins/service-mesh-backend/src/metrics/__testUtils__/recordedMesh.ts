import { readFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { mockServices } from '@backstage/backend-test-utils';
import {
  ClusterConnection,
  ClusterRequest,
  ClusterResponse,
  InventorySnapshot,
  KubernetesStatusError,
  MeshInstallation,
} from '@backstage-mesh/plugin-service-mesh-node';
import { ClusterInventory } from '../../inventory';

const ROOT = path.join(__dirname, '../__fixtures__/linkerd');

/** The moment of the recorded Prometheus answers, in ms. */
export const PROM_TIME = 1795220865_000;

/** When the proxies were read, in ms: twice. */
export const T1 = Date.parse('2026-11-21T00:26:31Z');
export const T2 = Date.parse('2026-11-21T00:27:44Z');

/** The recorded installation. */
export const INSTALLATION: MeshInstallation = {
  mesh: 'linkerd',
  version: 'edge-26.8.3',
  controlPlaneNamespace: 'linkerd',
  systemNamespaces: ['linkerd', 'linkerd-viz'],
  clusterName: 'recorded',
};

/** An HTTP answer, as it was recorded. */
export interface RecordedAnswer {
  status: number;
  headers: Record<string, string>;
  body: Buffer;
}

export function readFixture(file: string): Buffer {
  const bytes = readFileSync(path.join(ROOT, file));
  return file.endsWith('.gz') ? gunzipSync(bytes) : bytes;
}

export function readJson<T>(file: string): T {
  return JSON.parse(readFixture(file).toString()) as T;
}

/** Reads a `.http` file: undoes chunks and gzip. */
export function readAnswer(file: string): RecordedAnswer {
  const bytes = readFixture(file);
  const end = bytes.indexOf('\r\n\r\n');
  const [statusLine, ...lines] = bytes
    .subarray(0, end)
    .toString()
    .split('\r\n');
  const headers = Object.fromEntries(
    lines.map(line => {
      const colon = line.indexOf(':');
      return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
    }),
  );
  let body = bytes.subarray(end + 4);
  // Some recordings were put together again, and kept the header.
  if (
    headers['transfer-encoding'] === 'chunked' &&
    /^[0-9a-f]+\r\n/i.test(body.subarray(0, 12).toString('latin1'))
  ) {
    body = unchunk(body);
  }
  if (headers['content-encoding'] === 'gzip') {
    body = gunzipSync(body);
  }
  return { status: Number(statusLine.split(' ')[1]), headers, body };
}

/** A connection that answers each request by a function, and notes what was asked. */
export function scriptedConnection(
  answer: (request: ClusterRequest) =>
    | {
        status: number;
        body: Buffer | string;
        headers?: Record<string, string>;
      }
    | 'silence',
  name = 'recorded',
): ClusterConnection & { asked: ClusterRequest[] } {
  const asked: ClusterRequest[] = [];
  const request = async (sent: ClusterRequest): Promise<ClusterResponse> => {
    asked.push(sent);
    const answered = answer(sent);
    if (answered === 'silence') {
      const never = new Promise<never>((_, reject) => {
        sent.signal?.addEventListener('abort', () =>
          reject(sent.signal?.reason),
        );
      });
      never.catch(() => {});
      return {
        status: 200,
        headers: {},
        body: {
          async *[Symbol.asyncIterator]() {
            await never;
          },
        },
        cancel: () => {},
      };
    }
    const bytes = Buffer.from(answered.body);
    return {
      status: answered.status,
      headers: answered.headers ?? {},
      body: {
        async *[Symbol.asyncIterator]() {
          for (let at = 0; at < bytes.length; at += 7_000) {
            yield bytes.subarray(at, at + 7_000);
          }
        },
      },
      cancel: () => {},
    };
  };
  return {
    name,
    asked,
    request,
    async json<T>(sent: ClusterRequest): Promise<T> {
      const answered = answer(sent);
      asked.push(sent);
      if (answered === 'silence') {
        throw new Error('silence');
      }
      if (answered.status >= 300) {
        throw new KubernetesStatusError('refused', { status: answered.status });
      }
      return JSON.parse(answered.body.toString()) as T;
    },
  };
}

const LISTS: Record<string, string> = {
  '/api/v1/namespaces': 'list-namespaces.http',
  '/api/v1/pods': 'list-pods-gzip.http.gz',
  '/api/v1/services': 'list-services.http.gz',
  '/apis/apps/v1/deployments': 'list-deployments.http.gz',
  '/apis/apps/v1/replicasets': 'list-replicasets.http.gz',
  '/apis/apps/v1/statefulsets': 'list-statefulsets.http',
  '/apis/apps/v1/daemonsets': 'list-daemonsets.http',
  '/apis/batch/v1/jobs': 'list-jobs.http',
  '/apis/batch/v1/cronjobs': 'list-cronjobs.http',
};

/** Answers of the recorded API server: lists, and watches that stay silent. */
export function recordedList(
  request: ClusterRequest,
): { status: number; body: Buffer } | 'silence' | undefined {
  const file = LISTS[request.path];
  if (!file) {
    return undefined;
  }
  return request.query?.watch ? 'silence' : readAnswer(`kubernetes/${file}`);
}

/** What the inventory knows of the recorded cluster. */
export async function recordedSnapshot(): Promise<InventorySnapshot> {
  const inventory = ClusterInventory.create({
    connection: scriptedConnection(
      request => recordedList(request) ?? { status: 404, body: '{}' },
    ),
    namespaces: { include: [], exclude: ['kube-system'] },
    logger: mockServices.logger.mock(),
  });
  try {
    return await inventory.ready();
  } finally {
    inventory.close();
  }
}

function unchunk(bytes: Buffer): Buffer {
  const parts: Buffer[] = [];
  let at = 0;
  for (;;) {
    const end = bytes.indexOf('\r\n', at);
    const length = Number.parseInt(bytes.subarray(at, end).toString(), 16);
    if (!length) {
      return Buffer.concat(parts);
    }
    parts.push(bytes.subarray(end + 2, end + 2 + length));
    at = end + 2 + length + 2;
  }
}
