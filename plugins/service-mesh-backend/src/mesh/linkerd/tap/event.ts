import { TapEvent, TapMeta } from '@backstage-mesh/plugin-service-mesh-common';
import { MeshTapError } from '@backstage-mesh/plugin-service-mesh-node';
import { WireType } from '@bufbuild/protobuf/wire';
import { readAddress } from './address';
import { FieldTypes, readFields } from './fields';
import { readHttp } from './http';

const { Varint, LengthDelimited: Message } = WireType;

const DIRECTIONS = ['UNKNOWN', 'INBOUND', 'OUTBOUND'] as const;

/**
 * Reads a `TapEvent` of Linkerd. What is absent on the wire is zero or empty by protobuf's rules, except where its presence has a
 * meaning of its own: `eos`, `sinceResponseInit`.
 *
 * @param receivedAt - milliseconds since the epoch
 * @returns undefined for an event of a kind that is not known
 * @throws MeshTapError (`protocol`) where the bytes are no protobuf
 */
export function decodeTapEvent(
  bytes: Uint8Array,
  receivedAt: number,
): TapEvent | undefined {
  try {
    return readTapEvent(bytes, receivedAt);
  } catch (error) {
    throw new MeshTapError(
      'The mesh sent a tap message that can not be read.',
      'protocol',
      error,
    );
  }
}

const TAP_EVENT: FieldTypes = {
  1: Message,
  2: Message,
  3: Message,
  4: Message,
  5: Message,
  6: Varint,
  7: Message,
};

function readTapEvent(
  bytes: Uint8Array,
  receivedAt: number,
): TapEvent | undefined {
  const event: TapEvent = {
    source: { ip: '', port: 0 },
    destination: { ip: '', port: 0 },
    sourceMeta: { labels: {} },
    destinationMeta: { labels: {} },
    routeMeta: { labels: {} },
    proxyDirection: 'UNKNOWN',
    event: {},
    receivedAt,
  };
  readFields(bytes, TAP_EVENT, (field, reader) => {
    switch (field) {
      case 1:
        event.source = readAddress(reader.bytes());
        break;
      case 2:
        event.destination = readAddress(reader.bytes());
        break;
      case 3:
        event.event = readHttp(reader.bytes());
        break;
      case 4:
        event.destinationMeta = readMeta(reader.bytes());
        break;
      case 5:
        event.sourceMeta = readMeta(reader.bytes());
        break;
      case 6:
        event.proxyDirection = DIRECTIONS[reader.int32()] ?? 'UNKNOWN';
        break;
      default:
        event.routeMeta = readMeta(reader.bytes());
    }
  });
  return Object.keys(event.event).length === 1 ? event : undefined;
}

function readMeta(bytes: Uint8Array): TapMeta {
  const labels: [string, string][] = [];
  readFields(bytes, { 1: Message }, (_, reader) => {
    const entry: [string, string] = ['', ''];
    readFields(
      reader.bytes(),
      { 1: Message, 2: Message },
      (field, entryReader) => {
        entry[field - 1] = entryReader.string();
      },
    );
    labels.push(entry);
  });
  return { labels: Object.fromEntries(labels) };
}
