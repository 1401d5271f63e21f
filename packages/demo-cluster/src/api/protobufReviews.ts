import { Reader } from 'protobufjs/minimal';

/** What Kubernetes puts before a protobuf. */
const MAGIC = Buffer.from('k8s\0');

type Fields = Map<number, Uint8Array[]>;

/** The length-delimited fields of a message, by number: a review has no others that matter. */
function fieldsOf(bytes: Uint8Array): Fields {
  const reader = Reader.create(bytes);
  const fields: Fields = new Map();
  while (reader.pos < reader.len) {
    const tag = reader.uint32();
    const wireType = tag % 8;
    if (wireType === 2) {
      const number = Math.floor(tag / 8);
      fields.set(number, [...(fields.get(number) ?? []), reader.bytes()]);
    } else {
      reader.skipType(wireType);
    }
  }
  return fields;
}

function message(fields: Fields, number: number): Fields | undefined {
  const bytes = fields.get(number)?.[0];
  return bytes && fieldsOf(bytes);
}

function text(fields: Fields, number: number): string | undefined {
  const bytes = fields.get(number)?.[0];
  return bytes && Buffer.from(bytes).toString('utf8');
}

const ATTRIBUTES = [
  'namespace',
  'verb',
  'group',
  'version',
  'resource',
  'subresource',
  'name',
];

export function isProtobuf(body: Buffer): boolean {
  return body.subarray(0, MAGIC.length).equals(MAGIC);
}

/**
 * Reads an access review as kubectl sends it, into what it would be in JSON.
 *
 * @throws Error where the bytes are no protobuf.
 */
export function readProtobufReview(resource: string, body: Buffer): object {
  const envelope = fieldsOf(body.subarray(MAGIC.length));
  const review = message(envelope, 2);
  const spec = review && message(review, 2);
  if (!spec) {
    return {};
  }
  if (resource === 'selfsubjectrulesreviews') {
    return { spec: { namespace: text(spec, 1) } };
  }
  const attributes = message(spec, 1);
  return {
    spec: {
      ...(attributes
        ? {
            resourceAttributes: Object.fromEntries(
              ATTRIBUTES.map((name, index) => [
                name,
                text(attributes, index + 1),
              ]),
            ),
          }
        : {}),
      user: text(spec, 3),
      groups: (spec.get(4) ?? []).map(bytes =>
        Buffer.from(bytes).toString('utf8'),
      ),
    },
  };
}
