import { Root, type IMapField, type Type } from 'protobufjs/light';

const labels: IMapField = { keyType: 'string', type: 'string', id: 1 };

/**
 * The messages of the tap API, by the field numbers that were seen on the wire. Zero and empty values of plain fields do not travel; members
 * of a oneof do, so code 0 is not the same as no code.
 */
const root = Root.fromJSON({
  nested: {
    TapByResourceRequest: {
      fields: {
        target: { id: 1, type: 'ResourceSelection' },
        match: { id: 2, type: 'Match' },
        maxRps: { id: 3, type: 'float' },
        extract: { id: 4, type: 'Extract' },
      },
    },
    ResourceSelection: {
      fields: {
        resource: { id: 1, type: 'Resource' },
        labelSelector: { id: 2, type: 'string' },
      },
    },
    Resource: {
      fields: {
        namespace: { id: 1, type: 'string' },
        type: { id: 2, type: 'string' },
        name: { id: 3, type: 'string' },
      },
    },
    Match: {
      oneofs: {
        match: { oneof: ['all', 'any', 'not', 'destinations', 'http'] },
      },
      fields: {
        all: { id: 1, type: 'MatchSequence' },
        any: { id: 2, type: 'MatchSequence' },
        not: { id: 3, type: 'Match' },
        destinations: { id: 4, type: 'ResourceSelection' },
        http: { id: 5, type: 'HttpMatch' },
      },
    },
    MatchSequence: {
      fields: { matches: { id: 1, rule: 'repeated', type: 'Match' } },
    },
    HttpMatch: {
      oneofs: { match: { oneof: ['scheme', 'method', 'authority', 'path'] } },
      fields: {
        scheme: { id: 1, type: 'string' },
        method: { id: 2, type: 'string' },
        authority: { id: 3, type: 'string' },
        path: { id: 4, type: 'string' },
      },
    },
    Extract: {
      oneofs: { extract: { oneof: ['http'] } },
      fields: { http: { id: 1, type: 'HttpExtract' } },
    },
    HttpExtract: {
      oneofs: { extract: { oneof: ['headers'] } },
      fields: { headers: { id: 1, type: 'HeadersExtract' } },
    },
    HeadersExtract: { fields: {} },

    TapEvent: {
      oneofs: { event: { oneof: ['http'] } },
      fields: {
        source: { id: 1, type: 'TcpAddress' },
        destination: { id: 2, type: 'TcpAddress' },
        http: { id: 3, type: 'HttpEvent' },
        destinationMeta: { id: 4, type: 'EndpointMeta' },
        sourceMeta: { id: 5, type: 'EndpointMeta' },
        proxyDirection: { id: 6, type: 'ProxyDirection' },
        routeMeta: { id: 7, type: 'RouteMeta' },
      },
    },
    ProxyDirection: { values: { UNKNOWN: 0, INBOUND: 1, OUTBOUND: 2 } },
    TcpAddress: {
      fields: {
        ip: { id: 1, type: 'IpAddress' },
        port: { id: 2, type: 'uint32' },
      },
    },
    IpAddress: {
      oneofs: { ip: { oneof: ['ipv4', 'ipv6'] } },
      fields: {
        ipv4: { id: 1, type: 'fixed32' },
        ipv6: { id: 2, type: 'Ipv6Address' },
      },
    },
    Ipv6Address: {
      fields: {
        first: { id: 1, type: 'fixed64' },
        last: { id: 2, type: 'fixed64' },
      },
    },
    EndpointMeta: {
      fields: { labels },
    },
    RouteMeta: {
      fields: { labels },
    },
    HttpEvent: {
      oneofs: {
        event: { oneof: ['requestInit', 'responseInit', 'responseEnd'] },
      },
      fields: {
        requestInit: { id: 1, type: 'RequestInit' },
        responseInit: { id: 2, type: 'ResponseInit' },
        responseEnd: { id: 3, type: 'ResponseEnd' },
      },
    },
    StreamId: {
      fields: {
        base: { id: 1, type: 'uint32' },
        stream: { id: 2, type: 'uint64' },
      },
    },
    RequestInit: {
      fields: {
        id: { id: 1, type: 'StreamId' },
        method: { id: 2, type: 'HttpMethod' },
        scheme: { id: 3, type: 'Scheme' },
        authority: { id: 4, type: 'string' },
        path: { id: 5, type: 'string' },
        headers: { id: 6, type: 'Headers' },
      },
    },
    ResponseInit: {
      fields: {
        id: { id: 1, type: 'StreamId' },
        sinceRequestInit: { id: 2, type: 'Duration' },
        httpStatus: { id: 3, type: 'uint32' },
        headers: { id: 4, type: 'Headers' },
      },
    },
    ResponseEnd: {
      fields: {
        id: { id: 1, type: 'StreamId' },
        sinceRequestInit: { id: 2, type: 'Duration' },
        sinceResponseInit: { id: 3, type: 'Duration' },
        responseBytes: { id: 4, type: 'uint64' },
        eos: { id: 5, type: 'Eos' },
        trailers: { id: 6, type: 'Headers' },
      },
    },
    HttpMethod: {
      oneofs: { type: { oneof: ['registered', 'unregistered'] } },
      fields: {
        registered: { id: 1, type: 'RegisteredMethod' },
        unregistered: { id: 2, type: 'string' },
      },
    },
    RegisteredMethod: {
      values: {
        GET: 0,
        POST: 1,
        PUT: 2,
        DELETE: 3,
        PATCH: 4,
        OPTIONS: 5,
        CONNECT: 6,
        HEAD: 7,
        TRACE: 8,
      },
    },
    Scheme: {
      oneofs: { type: { oneof: ['registered', 'unregistered'] } },
      fields: {
        registered: { id: 1, type: 'RegisteredScheme' },
        unregistered: { id: 2, type: 'string' },
      },
    },
    RegisteredScheme: { values: { HTTP: 0, HTTPS: 1 } },
    Headers: {
      fields: { headers: { id: 1, rule: 'repeated', type: 'Header' } },
    },
    Header: {
      oneofs: { value: { oneof: ['valueStr', 'valueBin'] } },
      fields: {
        name: { id: 1, type: 'string' },
        valueStr: { id: 2, type: 'string' },
        valueBin: { id: 3, type: 'bytes' },
      },
    },
    Eos: {
      oneofs: { end: { oneof: ['grpcStatusCode', 'resetErrorCode'] } },
      fields: {
        grpcStatusCode: { id: 1, type: 'uint32' },
        resetErrorCode: { id: 2, type: 'uint32' },
      },
    },
    Duration: {
      fields: {
        seconds: { id: 1, type: 'int64' },
        nanos: { id: 2, type: 'int32' },
      },
    },

    ApiError: { fields: { error: { id: 1, type: 'string' } } },
  },
});

export const tapRequestType: Type = root.lookupType('TapByResourceRequest');
export const tapEventType: Type = root.lookupType('TapEvent');
export const apiErrorType: Type = root.lookupType('ApiError');
