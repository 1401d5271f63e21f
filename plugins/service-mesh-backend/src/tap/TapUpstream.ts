import {
  TapEnd,
  TapEvent,
  TapExcludedPod,
  WorkloadRef,
} from '@backstage-mesh/plugin-service-mesh-common';
import {
  InventorySnapshot,
  Mesh,
  MeshTapRequest,
} from '@backstage-mesh/plugin-service-mesh-node';
import { LoggerService } from '@backstage/backend-plugin-api';
import { stringifyError } from '@backstage/errors';
import { describeTapEnd, UPSTREAM_CLOSED } from './describeTapEnd';
import { TapViewer } from './TapViewer';

/** How long an upstream without viewers lives: long enough for a reload of the page, short enough to spare the mesh. */
const GRACE_MS = 500;

/** How often it is looked whether the tapped pods still live. */
const TARGET_CHECK_MS = 2_000;

/** A rollout replaces one pod after the other: the tap goes on until so many checks in a row find the same pods. */
const SETTLED_CHECKS = 3;

const ALL_REPLACED: TapEnd = {
  reason: 'target-replaced',
  message:
    'All pods that this tap listened to are gone: start it again to listen to the new ones.',
  retry: true,
};

const SOME_REPLACED: TapEnd = {
  reason: 'target-replaced',
  message:
    'Some pods that this tap listened to were replaced: start it again to listen to the new ones too.',
  retry: true,
};

/** What is needed of a mesh to tap it. */
export type TappableMesh = Required<Pick<Mesh, 'tap'>> &
  Pick<Mesh, 'tappablePods'>;

/**
 * One tap of the mesh, shared by those who ask for the same as the same. It begins with its first viewer and ends with its last
 * one, or when the mesh ends it.
 */
export class TapUpstream {
  /** Pods that the mesh listens to, fixed at the start as in the mesh itself. */
  readonly pods: readonly string[];
  /** Pods of the target that stay silent. */
  readonly excluded: readonly TapExcludedPod[];
  readonly #mesh: TappableMesh;
  readonly target: WorkloadRef;
  readonly #podUids: ReadonlySet<string>;
  readonly #snapshot: () => InventorySnapshot | undefined;
  readonly #onEnd: () => void;
  readonly #viewers = new Set<TapViewer>();
  readonly #abort = new AbortController();
  readonly #begin: () => void;
  #targetCheck: NodeJS.Timeout | undefined;
  #grace: NodeJS.Timeout | undefined;
  #begun = false;
  #ended = false;
  /** The pods that a check found where some were replaced, and how many checks in a row found the same. */
  #replacement = { pods: '', checks: 0 };

  constructor(options: {
    mesh: TappableMesh;
    request: Omit<MeshTapRequest, 'signal'>;
    snapshot: () => InventorySnapshot | undefined;
    /** Takes away what no viewer may see. */
    redact: (event: TapEvent) => TapEvent;
    logger: LoggerService;
    /** Called once, when no event will come any more. */
    onEnd: () => void;
  }) {
    const { mesh, request } = options;
    this.#snapshot = options.snapshot;
    this.#onEnd = options.onEnd;
    const snapshot = options.snapshot();
    const tappable = snapshot && mesh.tappablePods?.(request.target, snapshot);
    this.pods = tappable?.pods ?? [];
    this.excluded = tappable?.excluded ?? [];
    this.#mesh = mesh;
    this.target = request.target;
    this.#podUids = new Set(
      this.pods.flatMap(
        name => snapshot?.pod(request.target.namespace, name)?.uid ?? [],
      ),
    );
    this.#begin = () => {
      this.#targetCheck = setInterval(
        () => this.#checkTarget(),
        TARGET_CHECK_MS,
      );
      this.#pump(
        () => mesh.tap({ ...request, signal: this.#abort.signal }),
        options.redact,
        options.logger,
      );
    };
  }

  join(viewer: TapViewer): void {
    clearTimeout(this.#grace);
    this.#viewers.add(viewer);
    if (!this.#begun) {
      this.#begun = true;
      this.#begin();
    }
  }

  leave(viewer: TapViewer): void {
    this.#viewers.delete(viewer);
    if (this.#viewers.size === 0 && !this.#ended) {
      clearTimeout(this.#grace);
      this.#grace = setTimeout(() => this.end(UPSTREAM_CLOSED), GRACE_MS);
    }
  }

  /** Ends the tap of the mesh, and all viewers with the reason. */
  end(reason: TapEnd): void {
    if (this.#ended) {
      return;
    }
    this.#ended = true;
    clearInterval(this.#targetCheck);
    clearTimeout(this.#grace);
    this.#abort.abort();
    this.#onEnd();
    for (const viewer of this.#viewers) {
      viewer.end(reason);
    }
    this.#viewers.clear();
  }

  async #pump(
    start: () => AsyncIterable<TapEvent>,
    redact: (event: TapEvent) => TapEvent,
    logger: LoggerService,
  ): Promise<void> {
    try {
      for await (const event of start()) {
        if (this.#ended) {
          return;
        }
        const redacted = redact(event);
        for (const viewer of this.#viewers) {
          viewer.push(redacted);
        }
      }
      this.end(UPSTREAM_CLOSED);
    } catch (error) {
      if (!this.#ended) {
        logger.warn(`A tap ended: ${stringifyError(error)}`);
      }
      this.end(describeTapEnd(error));
    }
  }

  /** The mesh goes on to listen to pods that are gone, silent for ever, and not to those that take their places. */
  #checkTarget(): void {
    const snapshot = this.#snapshot();
    if (!snapshot || this.#podUids.size === 0) {
      return;
    }
    const uidOf = (name: string) => {
      const pod = snapshot.pod(this.target.namespace, name);
      return pod?.deletedAt === undefined ? pod?.uid : undefined;
    };
    const living = this.pods.filter(name =>
      this.#podUids.has(uidOf(name) ?? ''),
    );
    if (living.length === 0) {
      this.end(ALL_REPLACED);
      return;
    }
    const tappable = this.#mesh.tappablePods?.(this.target, snapshot).pods;
    const added = (tappable ?? []).flatMap(name => {
      const uid = uidOf(name);
      return uid !== undefined && !this.#podUids.has(uid) ? [uid] : [];
    });
    const isReplaced = living.length < this.pods.length && added.length > 0;
    const pods = isReplaced ? JSON.stringify([living, added]) : '';
    const checks =
      pods === this.#replacement.pods ? this.#replacement.checks + 1 : 1;
    this.#replacement = { pods, checks };
    if (isReplaced && checks >= SETTLED_CHECKS) {
      this.end(SOME_REPLACED);
    }
  }
}
