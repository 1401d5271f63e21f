import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';

/** A resource as Linkerd names it: `deployment`, `statefulset`, `pod`, `namespace`. */
export interface TapResource {
  /** Empty for a namespace. */
  namespace: string;
  type: string;
  name: string;
}

/** What is asked of Linkerd's tap. The filters are joined by "and". */
export interface TapByResource {
  target: TapResource;
  to?: TapResource;
  scheme?: string;
  method?: string;
  authority?: string;
  /** Prefix of the path. */
  path?: string;
  /** Requests per second over all pods; 0 leaves it to the server (100). */
  maxRps: number;
}

const API_PATH = '/apis/tap.linkerd.io/v1alpha1/watch';

/** Path of the tap on the API server. It must name the same resource as the body, or the tap server refuses. */
export function formatTapPath(target: TapResource): string {
  if (target.type === 'namespace') {
    return `${API_PATH}/namespaces/${encodeURIComponent(target.name)}/tap`;
  }
  const namespace = encodeURIComponent(target.namespace);
  const type = `${encodeURIComponent(target.type)}s`;
  const name = encodeURIComponent(target.name);
  return `${API_PATH}/namespaces/${namespace}/${type}/${name}/tap`;
}

/** The body: a `TapByResourceRequest` without any prefix. Headers are always asked for. */
export function encodeTapRequest(tap: TapByResource): Uint8Array {
  const writer = new BinaryWriter();
  message(writer, 1, () => selection(writer, tap.target));
  message(writer, 2, () => message(writer, 1, () => matches(writer, tap)));
  if (tap.maxRps !== 0) {
    writer.tag(3, WireType.Bit32).float(tap.maxRps);
  }
  message(writer, 4, () => message(writer, 1, () => message(writer, 1)));
  return writer.finish();
}

/** `ResourceSelection{resource 1 {namespace 1, type 2, name 3}}` */
function selection(writer: BinaryWriter, resource: TapResource): void {
  message(writer, 1, () => {
    text(writer, 1, resource.namespace);
    text(writer, 2, resource.type);
    text(writer, 3, resource.name);
  });
}

/** The server wants `all` at the top, present even if empty, and in it nothing that is nested. */
function matches(writer: BinaryWriter, tap: TapByResource): void {
  const { to } = tap;
  if (to) {
    message(writer, 1, () => message(writer, 4, () => selection(writer, to)));
  }
  const http: [number, string | undefined][] = [
    [1, tap.scheme],
    [2, tap.method],
    [3, tap.authority],
    [4, tap.path],
  ];
  for (const [field, value] of http) {
    if (value) {
      message(writer, 1, () =>
        message(writer, 5, () => text(writer, field, value)),
      );
    }
  }
}

function message(writer: BinaryWriter, field: number, write?: () => void) {
  writer.tag(field, WireType.LengthDelimited).fork();
  write?.();
  writer.join();
}

function text(writer: BinaryWriter, field: number, value: string): void {
  if (value) {
    writer.tag(field, WireType.LengthDelimited).string(value);
  }
}
