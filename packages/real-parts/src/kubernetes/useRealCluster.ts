import { scratchFolder } from '../programs/scratch';
import { findKubernetes } from './binaries';
import { ControlPlane } from './ControlPlane';
import type { KubernetesApi } from './KubernetesApi';
import { Workloads } from './workloads';

type Close = () => unknown;

interface Parts {
  folder: string;
  controlPlane: ControlPlane;
  api: KubernetesApi;
  workloads: Workloads;
}

/** An API server on an etcd of its own, for the tests of one suite. */
export class RealCluster {
  private parts?: Parts;
  private readonly ofTest: Close[] = [];
  private readonly ofSuite: Close[] = [];

  /** A folder of the suite. */
  get folder(): string {
    return this.started.folder;
  }

  get controlPlane(): ControlPlane {
    return this.started.controlPlane;
  }

  /** As its administrator. */
  get api(): KubernetesApi {
    return this.started.api;
  }

  get workloads(): Workloads {
    return this.started.workloads;
  }

  /** The last one is closed first, and all before the API server ends. */
  closeAfterTest(...closers: Close[]): void {
    this.ofTest.push(...closers);
  }

  /** As `closeAfterTest`, for what all tests of the suite use. */
  closeAfterSuite(...closers: Close[]): void {
    this.ofSuite.push(...closers);
  }

  /** Starts the API server anew with a certificate of another authority, which its administrator trusts. */
  async rotateAuthority(): Promise<void> {
    const { api, controlPlane } = this.started;
    api.close();
    await controlPlane.rotateAuthority();
    this.parts = { ...this.started, ...asAdmin(controlPlane) };
  }

  /** @throws Error where its programs are not to be had */
  async start(name: string): Promise<void> {
    const kubernetes = findKubernetes();
    if ('missing' in kubernetes) {
      throw new Error(kubernetes.missing);
    }
    const folder = await scratchFolder(name);
    this.closeAfterSuite(folder.remove);
    const controlPlane = await ControlPlane.start(kubernetes, folder.path);
    this.closeAfterSuite(() => controlPlane.stop());
    this.parts = {
      folder: folder.path,
      controlPlane,
      ...asAdmin(controlPlane),
    };
    this.closeAfterSuite(() => this.api.close());
  }

  async endTest(): Promise<void> {
    await closeAll(this.ofTest);
  }

  async endSuite(): Promise<void> {
    await closeAll(this.ofSuite);
  }

  private get started(): Parts {
    if (!this.parts) {
      throw new Error('The API server has not been started yet');
    }
    return this.parts;
  }
}

/**
 * Starts an API server before the tests of a suite, and ends it after them.
 *
 * @param name - of its folder
 */
export function useRealCluster(name: string): RealCluster {
  const real = new RealCluster();
  beforeAll(() => real.start(name));
  afterEach(() => real.endTest());
  afterAll(() => real.endSuite());
  return real;
}

function asAdmin(controlPlane: ControlPlane): Pick<Parts, 'api' | 'workloads'> {
  const api = controlPlane.as('admin');
  return { api, workloads: new Workloads(api) };
}

/** @throws what the first of them threw that could not be closed; the others are closed all the same */
async function closeAll(closers: Close[]): Promise<void> {
  const problems: unknown[] = [];
  for (const close of closers.splice(0).reverse()) {
    try {
      await close();
    } catch (error) {
      problems.push(error);
    }
  }
  if (problems.length > 0) {
    throw problems[0];
  }
}
