import {
  ClusterConnection,
  KubernetesStatusError,
} from '@backstage-mesh/plugin-service-mesh-node';
import { KubernetesObject } from './kubernetesObjects';

/** Objects a page: some 7 MB of pods. */
const PAGE_SIZE = 500;
const MAX_PAGES = 10_000;
const MAX_PAGE_BYTES = 256 * 1024 * 1024;
/** A whole list in one answer, where pages are not to be had. JavaScript knows no text of 512 MB. */
const MAX_LIST_BYTES = 500 * 1024 * 1024;

/** The first answer of a large cluster takes its time. */
const HEAD_TIMEOUT_MS = 60_000;

interface KubernetesList {
  metadata?: { resourceVersion?: string; continue?: string };
  items?: KubernetesObject[] | null;
}

/**
 * Reads a whole collection in pages. Each object is handed over when its page is there, so that a page is the most that is in memory
 * at once. A list that expires between two pages is begun anew, once in pages, then in one piece.
 *
 * @returns the objects as `read` made them, and the version to watch from
 */
export async function listObjects<T>(options: {
  connection: ClusterConnection;
  path: string;
  read: (object: KubernetesObject) => T | undefined;
  signal: AbortSignal;
}): Promise<{ objects: T[]; resourceVersion: string }> {
  for (const pageSize of [PAGE_SIZE, PAGE_SIZE]) {
    try {
      return await readPages({ ...options, pageSize });
    } catch (error) {
      if (!isExpired(error)) {
        throw error;
      }
    }
  }
  return readPages({ ...options, pageSize: undefined });
}

/**
 * Whether an API server says that it no longer knows a version or a page.
 */
export function isExpired(error: unknown): boolean {
  return error instanceof KubernetesStatusError && error.status === 410;
}

async function readPages<T>(options: {
  connection: ClusterConnection;
  path: string;
  read: (object: KubernetesObject) => T | undefined;
  signal: AbortSignal;
  pageSize: number | undefined;
}): Promise<{ objects: T[]; resourceVersion: string }> {
  const { connection, path, read, signal, pageSize } = options;
  const objects: T[] = [];
  let token: string | undefined;
  for (let page = 0; page < MAX_PAGES; page++) {
    const list: KubernetesList = await connection.json({
      path,
      query: {
        ...(pageSize !== undefined && { limit: String(pageSize) }),
        ...(token !== undefined && { continue: token }),
      },
      headTimeoutMs: HEAD_TIMEOUT_MS,
      maxBytes: pageSize === undefined ? MAX_LIST_BYTES : MAX_PAGE_BYTES,
      signal,
    });
    for (const item of list.items ?? []) {
      const object = read(item);
      if (object !== undefined) {
        objects.push(object);
      }
    }
    token = list.metadata?.continue || undefined;
    if (token === undefined) {
      return {
        objects,
        resourceVersion: list.metadata?.resourceVersion ?? '',
      };
    }
  }
  throw new Error(`The list ${path} does not end`);
}
