import {
  TapDuration,
  TapEos,
  TapEvent,
  TapHeader,
  TapRequestId,
  TapRequestInit,
  TapResponseEnd,
  TapResponseInit,
} from '@backstage-mesh/plugin-service-mesh-common';
import { WireType } from '@bufbuild/protobuf/wire';
import { FieldTypes, readFields } from './fields';

const { Varint, LengthDelimited: Message } = WireType;

const METHODS = [
  'GET',
  'POST',
  'PUT',
  'DELETE',
  'PATCH',
  'OPTIONS',
  'CONNECT',
  'HEAD',
  'TRACE',
];
const SCHEMES = ['HTTP', 'HTTPS'];

/** Servers accept a hundred or two. Empty ones take two bytes on the wire, and fifty times as much in memory. */
const MAX_HEADERS = 1_000;

/** The event itself. Of a oneof the last one on the wire counts; none of a known kind gives an empty object. */
export function readHttp(bytes: Uint8Array): TapEvent['event'] {
  let event: TapEvent['event'] = {};
  readFields(bytes, { 1: Message, 2: Message, 3: Message }, (field, reader) => {
    if (field === 1) {
      event = { requestInit: readRequestInit(reader.bytes()) };
    } else if (field === 2) {
      event = { responseInit: readResponseInit(reader.bytes()) };
    } else {
      event = { responseEnd: readResponseEnd(reader.bytes()) };
    }
  });
  return event;
}

const REQUEST_INIT: FieldTypes = {
  1: Message,
  2: Message,
  3: Message,
  4: Message,
  5: Message,
  6: Message,
};

function readRequestInit(bytes: Uint8Array): TapRequestInit {
  const init: TapRequestInit = {
    id: { base: 0, stream: 0 },
    method: '',
    scheme: '',
    authority: '',
    path: '',
    headers: [],
  };
  readFields(bytes, REQUEST_INIT, (field, reader) => {
    switch (field) {
      case 1:
        init.id = readId(reader.bytes());
        break;
      case 2:
        init.method = readRegistered(reader.bytes(), METHODS);
        break;
      case 3:
        init.scheme = readRegistered(reader.bytes(), SCHEMES);
        break;
      case 4:
        init.authority = reader.string();
        break;
      case 5:
        init.path = reader.string();
        break;
      default:
        init.headers = readHeaders(reader.bytes());
    }
  });
  return init;
}

const RESPONSE_INIT: FieldTypes = {
  1: Message,
  2: Message,
  3: Varint,
  4: Message,
};

function readResponseInit(bytes: Uint8Array): TapResponseInit {
  const init: TapResponseInit = {
    id: { base: 0, stream: 0 },
    sinceRequestInit: { seconds: 0, nanos: 0 },
    httpStatus: 0,
    headers: [],
  };
  readFields(bytes, RESPONSE_INIT, (field, reader) => {
    switch (field) {
      case 1:
        init.id = readId(reader.bytes());
        break;
      case 2:
        init.sinceRequestInit = readDuration(reader.bytes());
        break;
      case 3:
        init.httpStatus = reader.uint32();
        break;
      default:
        init.headers = readHeaders(reader.bytes());
    }
  });
  return init;
}

const RESPONSE_END: FieldTypes = {
  1: Message,
  2: Message,
  3: Message,
  4: Varint,
  5: Message,
  6: Message,
};

function readResponseEnd(bytes: Uint8Array): TapResponseEnd {
  const end: TapResponseEnd = {
    id: { base: 0, stream: 0 },
    sinceRequestInit: { seconds: 0, nanos: 0 },
    trailers: [],
  };
  readFields(bytes, RESPONSE_END, (field, reader) => {
    switch (field) {
      case 1:
        end.id = readId(reader.bytes());
        break;
      case 2:
        end.sinceRequestInit = readDuration(reader.bytes());
        break;
      case 3:
        end.sinceResponseInit = readDuration(reader.bytes());
        break;
      case 4:
        // Zero is "not counted": no proxy of today counts.
        end.responseBytes = readNumber(reader.uint64()) || undefined;
        break;
      case 5:
        end.eos = readEos(reader.bytes());
        break;
      default:
        end.trailers = readHeaders(reader.bytes());
    }
  });
  return end;
}

function readId(bytes: Uint8Array): TapRequestId {
  const id: TapRequestId = { base: 0, stream: 0 };
  readFields(bytes, { 1: Varint, 2: Varint }, (field, reader) => {
    if (field === 1) {
      id.base = reader.uint32();
    } else {
      id.stream = Number(reader.uint64());
    }
  });
  return id;
}

/** `HttpMethod` and `Scheme`: a number for those that are registered, else the text. */
function readRegistered(bytes: Uint8Array, names: readonly string[]): string {
  let name = '';
  readFields(bytes, { 1: Varint, 2: Message }, (field, reader) => {
    name = field === 1 ? names[reader.int32()] ?? '' : reader.string();
  });
  return name;
}

function readDuration(bytes: Uint8Array): TapDuration {
  const duration: TapDuration = { seconds: 0, nanos: 0 };
  readFields(bytes, { 1: Varint, 2: Varint }, (field, reader) => {
    if (field === 1) {
      duration.seconds = readNumber(reader.int64());
    } else {
      duration.nanos = reader.int32();
    }
  });
  if (duration.nanos < 0 || duration.nanos >= 1e9) {
    throw new RangeError(`no duration: ${duration.nanos} ns`);
  }
  return duration;
}

/** A count or a length of time: neither is negative, nor more than can be counted. */
function readNumber(value: bigint | string): number {
  const number = Number(value);
  if (!Number.isSafeInteger(number) || number < 0) {
    throw new RangeError(`no count: ${value}`);
  }
  return number;
}

/** Code 0 is a success of gRPC; an empty message says as little as none at all. */
function readEos(bytes: Uint8Array): TapEos | undefined {
  let eos: TapEos | undefined;
  readFields(bytes, { 1: Varint, 2: Varint }, (field, reader) => {
    eos =
      field === 1
        ? { grpcStatusCode: reader.uint32() }
        : { resetErrorCode: reader.uint32() };
  });
  return eos;
}

function readHeaders(bytes: Uint8Array): TapHeader[] {
  const headers: TapHeader[] = [];
  readFields(bytes, { 1: Message }, (_, reader) => {
    if (headers.length === MAX_HEADERS) {
      throw new RangeError(`more than ${MAX_HEADERS} headers`);
    }
    headers.push(readHeader(reader.bytes()));
  });
  return headers;
}

function readHeader(bytes: Uint8Array): TapHeader {
  const header: TapHeader = { name: '', value: '' };
  readFields(bytes, { 1: Message, 2: Message, 3: Message }, (field, reader) => {
    if (field === 1) {
      header.name = reader.string();
    } else if (field === 2) {
      header.value = reader.string();
    } else {
      // Values that are not UTF-8: HTTP's own character set shows each byte.
      header.value = Buffer.from(reader.bytes()).toString('latin1');
    }
  });
  return header;
}
