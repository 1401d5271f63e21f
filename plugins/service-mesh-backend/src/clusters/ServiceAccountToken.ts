import { promises as fs } from 'fs';

/** Where Kubernetes mounts the account of a pod. */
export const IN_CLUSTER_FOLDER =
  '/var/run/secrets/kubernetes.io/serviceaccount';

/**
 * A bearer token from a file that is rotated: read anew for each request, as it is small and the old one dies with the rotation.
 *
 * @throws Error naming the file, where it can not be read or is empty
 */
export function tokenFromFile(path: string): () => Promise<string> {
  return async () => {
    let text: string;
    try {
      text = await fs.readFile(path, 'utf8');
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      throw new Error(
        `its token file ${path} can not be read (${code ?? 'unknown problem'})`,
      );
    }
    const token = text.trim();
    if (!token) {
      throw new Error(`its token file ${path} is empty`);
    }
    return token;
  };
}
