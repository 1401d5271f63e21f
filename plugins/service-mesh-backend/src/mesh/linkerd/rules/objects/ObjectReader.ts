import {
  KubernetesStatusError,
  MeshContext,
} from '@backstage-mesh/plugin-service-mesh-node';
import { Warning } from '@backstage-mesh/plugin-service-mesh-common';
import { messageOf } from '../../../../messageOf';
import { fieldsOf, listOf, textOf } from './fields';
import {
  RULE_KINDS,
  RuleKind,
  RuleObjects,
  RULES_MANIFEST,
} from './RuleObjects';

/** Lists are read again after so long, while somebody looks. */
const REFRESH_MS = 30_000;

/** A kind that the API server does not have is looked for again after so long. */
const ABSENT_MS = 10 * 60_000;

const HEAD_TIMEOUT_MS = 10_000;
const PAGE_SIZE = 500;
const MAX_PAGES = 40;
const MAX_PAGE_BYTES = 32 * 1024 * 1024;

/** @internal */
export interface ReadObjects {
  objects: RuleObjects;
  warnings: readonly Warning[];
}

/** What became of the list of one kind. */
interface KindList {
  kind: RuleKind;
  /** Undefined where it could not be read. */
  objects?: readonly object[];
  problem?: { forbidden: boolean; reason: string };
}

/**
 * Reads the mesh's objects from a cluster, once for everybody and again after a while. A kind that the API server does not have has no
 * objects; one that it does not show is a warning, and all else goes on.
 *
 * @internal
 */
export class ObjectReader {
  private kept?: { at: number; read: Promise<ReadObjects> };
  /** When the newest reading began that was told. */
  private toldAt = -Infinity;
  /** The version under which a kind was found, or when it was found nowhere. */
  private readonly versions = new Map<
    RuleKind,
    { version: string } | { absentSince: number }
  >();

  constructor(
    private readonly context: Pick<MeshContext, 'connection' | 'logger'>,
    private readonly options: {
      /** Read apart; the whole cluster at once where there are none. */
      namespaces: readonly string[];
      now?(): number;
      /** Is told what was read, and when that was complete; never of a reading that began before one that was told already. */
      onRead?(at: number, objects: RuleObjects): void;
    },
  ) {}

  /** Never throws. */
  async read(): Promise<ReadObjects> {
    const now = this.now();
    if (!this.kept || now - this.kept.at >= REFRESH_MS) {
      this.kept = { at: now, read: this.readAll(now) };
    }
    return this.kept.read;
  }

  private async readAll(begun: number): Promise<ReadObjects> {
    const lists = await Promise.all(
      RULE_KINDS.map(kind => this.readKind(kind)),
    );
    const of = (field: RuleKind['field']) =>
      lists.filter(({ kind }) => kind.field === field);
    const all = <T>(field: RuleKind['field']) =>
      of(field).flatMap(list => list.objects ?? []) as T[];
    const objects: RuleObjects = {
      routes: all('routes'),
      profiles: all('profiles'),
      servers: all('servers'),
      authorizations: all('authorizations'),
      serverAuthorizations: all('serverAuthorizations'),
      meshTls: all('meshTls'),
      networks: all('networks'),
      known: new Set(
        RULE_KINDS.map(({ field }) => field).filter(field =>
          of(field).every(list => list.objects !== undefined),
        ),
      ),
    };
    // A slow reading may end after a later one: what it tells is no longer so.
    if (begun > this.toldAt) {
      this.toldAt = begun;
      this.options.onRead?.(this.now(), objects);
    }
    return { objects, warnings: this.describe(lists) };
  }

  private async readKind(kind: RuleKind): Promise<KindList> {
    try {
      return { kind, objects: await this.list(kind) };
    } catch (error) {
      const reason = messageOf(error);
      this.context.logger.debug(
        `The ${kind.plural}.${kind.group} of cluster ${this.context.connection.name} could not be listed: ${reason}`,
      );
      return {
        kind,
        problem: { forbidden: hasStatus(error, 401, 403), reason },
      };
    }
  }

  private async list(kind: RuleKind): Promise<readonly object[]> {
    const found = this.versions.get(kind);
    if (
      found &&
      'absentSince' in found &&
      this.now() - found.absentSince < ABSENT_MS
    ) {
      return [];
    }
    const candidates =
      found && 'version' in found ? [found.version] : kind.versions;
    for (const version of candidates) {
      try {
        const objects = await this.listVersion(kind, version);
        this.versions.set(kind, { version });
        return objects;
      } catch (error) {
        if (!hasStatus(error, 404)) {
          throw error;
        }
      }
    }
    this.versions.set(kind, { absentSince: this.now() });
    return [];
  }

  private async listVersion(
    { group, plural, read }: RuleKind,
    version: string,
  ): Promise<readonly object[]> {
    const { namespaces } = this.options;
    const base = `/apis/${group}/${version}`;
    const paths =
      namespaces.length > 0
        ? namespaces.map(
            name => `${base}/namespaces/${encodeURIComponent(name)}/${plural}`,
          )
        : [`${base}/${plural}`];
    const lists = await Promise.all(paths.map(path => this.pages(path)));
    return lists.flat().flatMap(item => read(item) ?? []);
  }

  private async pages(path: string): Promise<unknown[]> {
    const items: unknown[] = [];
    let token: string | undefined;
    for (let page = 0; page < MAX_PAGES; page += 1) {
      const list = fieldsOf(
        await this.context.connection.json<unknown>({
          path,
          query: {
            limit: String(PAGE_SIZE),
            ...(token !== undefined && { continue: token }),
          },
          headTimeoutMs: HEAD_TIMEOUT_MS,
          maxBytes: MAX_PAGE_BYTES,
        }),
      );
      items.push(...listOf(list.items));
      // Tokens are longer than names.
      const next = fieldsOf(list.metadata).continue;
      token = typeof next === 'string' && next !== '' ? next : undefined;
      if (token === undefined) {
        return items;
      }
    }
    throw new Error(`The list ${path} does not end`);
  }

  private describe(lists: readonly KindList[]): Warning[] {
    const cluster = this.context.connection.name;
    const named = (forbidden: boolean) =>
      lists
        .filter(({ problem }) => problem?.forbidden === forbidden)
        .map(({ kind }) => `${kind.plural}.${kind.group}`);
    const forbidden = named(true);
    const failed = named(false);
    const reason = textOf(
      lists.find(({ problem }) => problem && !problem.forbidden)?.problem
        ?.reason,
    );
    return [
      ...(forbidden.length > 0
        ? [
            {
              code: 'rules-forbidden',
              message: `What is configured in cluster ${cluster} is not shown beside what happens: the portal's account may not list ${forbidden.join(
                ', ',
              )}`,
              cluster,
              values: { resources: forbidden.join(', ') },
              manifest: RULES_MANIFEST,
            },
          ]
        : []),
      ...(failed.length > 0
        ? [
            {
              code: 'rules-unreadable',
              message: `What is configured in cluster ${cluster} is not shown beside what happens: ${failed.join(
                ', ',
              )} could not be listed`,
              cluster,
              values: { resources: failed.join(', ') },
              ...(reason && { reason }),
            },
          ]
        : []),
    ];
  }

  private now(): number {
    return (this.options.now ?? Date.now)();
  }
}

function hasStatus(error: unknown, ...statuses: number[]): boolean {
  return (
    error instanceof KubernetesStatusError && statuses.includes(error.status)
  );
}
