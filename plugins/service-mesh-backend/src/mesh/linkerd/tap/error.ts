import {
  MeshTapError,
  MeshTapErrorReason,
} from '@backstage-mesh/plugin-service-mesh-node';
import { WireType } from '@bufbuild/protobuf/wire';
import { plainText } from '../../../plainText';
import { readFields } from './fields';
import { readFrames } from './frame';
import { TapResource } from './request';

/** An error's text is short; a longer body is no error of the mesh. */
const MAX_ERROR_BYTES = 64 * 1024;

/** The head of an answer, as far as it tells a stream from an error. */
export interface TapAnswerHead {
  status: number;
  /** Lower-case names. */
  headers: Readonly<Record<string, string | undefined>>;
}

/** The tap server reports its own errors under status 200: only this header tells. */
const ERROR_HEADER = 'linkerd-error';

/** Whether the answer holds an error in place of a stream of events. */
export function isTapError(head: TapAnswerHead): boolean {
  return head.status !== 200 || head.headers[ERROR_HEADER] !== undefined;
}

/** Reads the error that an answer holds. Never throws: a broken body gives an error too. */
export async function readTapError(
  head: TapAnswerHead,
  body: AsyncIterable<Uint8Array>,
  target: TapResource,
): Promise<MeshTapError> {
  let bytes: Uint8Array;
  try {
    bytes = await readAll(body);
  } catch (error) {
    return new MeshTapError(
      `The tap was answered with status ${head.status}, and the text of the error did not arrive.`,
      'unavailable',
      error,
    );
  }
  return head.headers[ERROR_HEADER] === undefined
    ? describeStatus(head, Buffer.from(bytes).toString('utf8'), target)
    : describeServerError(await readApiError(bytes));
}

/** The permission that the cluster's RBAC wants for a tap: `deployments/tap` in `tap.linkerd.io`, verb `watch`. */
export function formatTapPermission(target: TapResource): string {
  const [resource, namespace] =
    target.type === 'namespace'
      ? ['tap" and "namespaces/tap', target.name]
      : [`${target.type}s/tap`, target.namespace];
  return `verb "watch" on "${resource}" of API group "tap.linkerd.io" in namespace "${namespace}"`;
}

function describeStatus(
  head: TapAnswerHead,
  text: string,
  target: TapResource,
): MeshTapError {
  const message = readMessage(text) ?? '';
  const said = message ? ` The cluster said: ${message}` : '';
  switch (head.status) {
    case 401:
      return new MeshTapError(
        `The cluster does not accept the credentials that the portal has for it.${said}`,
        'refused',
      );
    case 403:
      return new MeshTapError(
        `The cluster does not allow this tap. It needs ${formatTapPermission(
          target,
        )}.${said}`,
        'refused',
      );
    case 404:
      return isPathList(text)
        ? new MeshTapError(
            `Linkerd can not tap a resource of the type "${target.type}".`,
            'not-tappable',
          )
        : new MeshTapError(
            'The cluster has no tap: install the Linkerd viz extension.',
            'unavailable',
          );
    case 429:
      return new MeshTapError(
        `The API server of the cluster has too much to do: start the tap again ${
          waitOf(head) ?? 'in a minute'
        }.${said}`,
        'unavailable',
      );
    case 503:
      return new MeshTapError(
        `The tap server of Linkerd viz does not answer: see that its pods run.${said}`,
        'unavailable',
      );
    default:
      return new MeshTapError(
        `The tap was answered with status ${head.status}.${said}`,
        head.status >= 500 ? 'unavailable' : 'protocol',
      );
  }
}

/** The longest time that is told: whoever asks for more is not believed. */
const MAX_WAIT_SECONDS = 600;

/** How long the server asks to wait. */
function waitOf({ headers }: TapAnswerHead): string | undefined {
  const seconds = Number(headers['retry-after'] ?? NaN);
  return seconds > 0 && seconds <= MAX_WAIT_SECONDS
    ? `in ${Math.ceil(seconds)} s`
    : undefined;
}

/** By their first words, as the tap server writes them. */
const SERVER_ERRORS: [RegExp, MeshTapErrorReason][] = [
  [/^no pods to tap/, 'not-tappable'],
  [/ not found$/, 'not-found'],
];

function describeServerError(text: string): MeshTapError {
  const reason = SERVER_ERRORS.find(([pattern]) => pattern.test(text))?.[1];
  if (reason === 'not-tappable') {
    return new MeshTapError(describeNoPods(text), reason);
  }
  return new MeshTapError(
    `Linkerd refused the tap: ${plainText(text) || 'it gave no reason'}`,
    reason ?? 'protocol',
  );
}

/** The server's text names the pods and why; without pods in it none runs with a proxy. */
function describeNoPods(text: string): string {
  const pods = [...text.matchAll(/^\t\* (\S+)$/gm)].map(match => match[1]);
  const named = plainText(pods.join(', '));
  if (text.includes('tap disabled')) {
    return `Tap is switched off for ${named}: remove the annotation viz.linkerd.io/disable-tap.`;
  }
  if (text.includes('tap not enabled')) {
    return `Tap is not enabled in ${named}: restart these pods, as they started before Linkerd viz was installed.`;
  }
  return 'No pod of it runs with a Linkerd proxy, so there is nothing to tap.';
}

/** One frame with `ApiError{error 1}`. */
async function readApiError(bytes: Uint8Array): Promise<string> {
  let text = '';
  try {
    const { value: frame } = await readFrames(
      once(bytes),
      MAX_ERROR_BYTES,
    ).next();
    const types = { 1: WireType.LengthDelimited };
    readFields(frame ?? new Uint8Array(), types, (_, reader) => {
      text = reader.string();
    });
  } catch {
    return '';
  }
  return text.replace(/\u00a0/g, ' ').trim();
}

/** The sentence in a Kubernetes Status, in the tap server's own JSON, or a short plain text. */
function readMessage(text: string): string | undefined {
  const json = parseObject(text);
  if (json) {
    const said = [json.message, json.error].find(
      (value): value is string => typeof value === 'string',
    );
    return said && plainText(said);
  }
  const plain = text.trim();
  return /^[\x20-\x7e]{1,200}$/.test(plain) ? plain : undefined;
}

/** What the tap server answers for a path that it does not know. */
function isPathList(text: string): boolean {
  return Array.isArray(parseObject(text)?.paths);
}

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null
      ? { ...value }
      : undefined;
  } catch {
    return undefined;
  }
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

async function readAll(body: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  let length = 0;
  for await (const piece of body) {
    pieces.push(piece);
    length += piece.length;
    if (length > MAX_ERROR_BYTES) {
      break;
    }
  }
  return Buffer.concat(pieces);
}
