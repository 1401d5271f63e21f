import {
  LatencyBuckets,
  RequestIncrease,
  TcpIncrease,
} from '@backstage-mesh/plugin-service-mesh-node';
import { MtlsState } from '@backstage-mesh/plugin-service-mesh-common';

/** How something is protected, as the label `tls` says. */
interface TlsTally {
  mesh: number;
  opaque: number;
  none: number;
}

/**
 * The numbers that a question brings, by name.
 *
 * @internal
 */
export type FlowField =
  | 'requests'
  | 'successes'
  | 'failures'
  | 'grpc'
  | 'denied'
  | 'latencySumMs'
  | 'latencyCount'
  | 'openConnections'
  | 'readBytes'
  | 'writeBytes';

const NOTHING: ReadonlyMap<string, number> = new Map();

/**
 * Adds up what is measured of calls between two ends, or into one.
 *
 * @internal
 */
export class Flow {
  private readonly sums: Partial<Record<FlowField, number>> = {};
  private readonly requestsByTls: TlsTally = { mesh: 0, opaque: 0, none: 0 };
  private readonly connectionsByTls: TlsTally = { mesh: 0, opaque: 0, none: 0 };
  // Made when they are needed: there are thousands of flows, and few have all of these.
  private cumulative?: Map<number, number>;
  private identities?: Map<string, number>;
  private requestsByService?: Map<string, number>;

  /** Requests by the Service (`namespace/name`) that they were sent to. */
  get services(): ReadonlyMap<string, number> {
    return this.requestsByService ?? NOTHING;
  }

  add(field: FlowField, value: number, tls?: string): void {
    this.sums[field] = (this.sums[field] ?? 0) + value;
    if (tls !== undefined) {
      if (field === 'requests') {
        this.requestsByTls[protection(tls)] += value;
      } else if (field === 'openConnections') {
        this.connectionsByTls[protection(tls)] += value;
      }
    }
  }

  addBucket(upperBound: number, value: number): void {
    this.cumulative ??= new Map();
    this.cumulative.set(
      upperBound,
      (this.cumulative.get(upperBound) ?? 0) + value,
    );
  }

  addIdentity(identity: string, weight: number): void {
    this.identities ??= new Map();
    this.identities.set(
      identity,
      (this.identities.get(identity) ?? 0) + weight,
    );
  }

  addService(service: string, requests: number): void {
    this.requestsByService ??= new Map();
    this.requestsByService.set(
      service,
      (this.requestsByService.get(service) ?? 0) + requests,
    );
  }

  addAll(other: Flow, factor = 1): void {
    for (const field of Object.keys(other.sums) as FlowField[]) {
      this.add(field, factor * other.get(field));
    }
    for (const state of ['mesh', 'opaque', 'none'] as const) {
      this.requestsByTls[state] += factor * other.requestsByTls[state];
      this.connectionsByTls[state] += factor * other.connectionsByTls[state];
    }
    other.cumulative?.forEach((value, bound) =>
      this.addBucket(bound, factor * value),
    );
  }

  get(field: FlowField): number {
    return this.sums[field] ?? 0;
  }

  has(field: FlowField): boolean {
    return this.sums[field] !== undefined;
  }

  /** What of this is left when the others are taken away; never less than nothing. */
  without(others: readonly Flow[]): Flow {
    const rest = new Flow();
    rest.addAll(this);
    others.forEach(other => rest.addAll(other, -1));
    for (const field of Object.keys(rest.sums) as FlowField[]) {
      rest.sums[field] = Math.max(0, rest.get(field));
    }
    for (const state of ['mesh', 'opaque', 'none'] as const) {
      rest.requestsByTls[state] = Math.max(0, rest.requestsByTls[state]);
      rest.connectionsByTls[state] = Math.max(0, rest.connectionsByTls[state]);
    }
    rest.cumulative = undefined;
    return rest;
  }

  /** Whether anything happened: a request, a denial, a connection, a byte. */
  get active(): boolean {
    return (
      this.hasHttp ||
      this.get('openConnections') > 0 ||
      this.get('readBytes') > 0 ||
      this.get('writeBytes') > 0
    );
  }

  get hasHttp(): boolean {
    return (
      this.get('requests') > 0 ||
      this.get('successes') > 0 ||
      this.get('failures') > 0 ||
      this.get('denied') > 0
    );
  }

  get isGrpc(): boolean {
    const answered = this.get('successes') + this.get('failures');
    return answered > 0 && this.get('grpc') > answered / 2;
  }

  http(): RequestIncrease | undefined {
    if (
      !this.has('successes') &&
      !this.has('failures') &&
      !this.has('requests')
    ) {
      return this.get('denied') > 0
        ? { successes: 0, failures: 0, denied: this.get('denied') }
        : undefined;
    }
    return {
      successes: this.get('successes'),
      failures: this.get('failures'),
      ...(this.has('requests') && { requests: this.get('requests') }),
      ...(this.get('denied') > 0 && { denied: this.get('denied') }),
      ...(this.get('latencyCount') > 0 && {
        latencySumMs: this.get('latencySumMs'),
        latencyCount: this.get('latencyCount'),
      }),
    };
  }

  tcp(): TcpIncrease | undefined {
    const tcp: TcpIncrease = {};
    for (const field of [
      'openConnections',
      'readBytes',
      'writeBytes',
    ] as const) {
      if (this.has(field)) {
        tcp[field] = this.get(field);
      }
    }
    return Object.keys(tcp).length > 0 ? tcp : undefined;
  }

  buckets(): LatencyBuckets | undefined {
    return this.cumulative;
  }

  /** The identity that carries most. */
  identity(): string | undefined {
    return [...(this.identities ?? [])].sort((a, b) => b[1] - a[1])[0]?.[0];
  }

  mtls(): { mtls?: MtlsState; mtlsShare?: number } {
    const tally =
      total(this.requestsByTls) > 0
        ? this.requestsByTls
        : this.connectionsByTls;
    const all = total(tally);
    if (all <= 0) {
      return {};
    }
    for (const state of ['mesh', 'opaque', 'none'] as const) {
      if (tally[state] === all) {
        return { mtls: state };
      }
    }
    return { mtls: 'mixed', mtlsShare: tally.mesh / all };
  }
}

function protection(tls: string): keyof TlsTally {
  if (tls === 'true') {
    return 'mesh';
  }
  return tls === 'opaque' ? 'opaque' : 'none';
}

function total({ mesh, opaque, none }: TlsTally): number {
  return mesh + opaque + none;
}
