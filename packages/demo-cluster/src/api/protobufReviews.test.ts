import { Writer } from 'protobufjs/minimal';
import { isProtobuf, readProtobufReview } from './protobufReviews';

/** A message of strings and messages, by field number. */
function message(fields: [number, string | Uint8Array][]): Uint8Array {
  const writer = Writer.create();
  for (const [number, value] of fields) {
    writer.uint32(number * 8 + 2);
    if (typeof value === 'string') {
      writer.string(value);
    } else {
      writer.bytes(value);
    }
  }
  return writer.finish();
}

function envelope(spec: Uint8Array): Buffer {
  const review = message([
    [1, new Uint8Array()],
    [2, spec],
  ]);
  const type = message([
    [1, 'authorization.k8s.io/v1'],
    [2, 'SelfSubjectAccessReview'],
  ]);
  return Buffer.concat([
    Buffer.from('k8s\0'),
    message([
      [1, type],
      [2, review],
    ]),
  ]);
}

const attributes = message([
  [1, 'video'],
  [2, 'watch'],
  [3, 'tap.linkerd.io'],
  [4, 'v1alpha1'],
  [5, 'deployments'],
  [6, 'tap'],
  [7, 'videos-web'],
]);

const asJson = {
  namespace: 'video',
  verb: 'watch',
  group: 'tap.linkerd.io',
  version: 'v1alpha1',
  resource: 'deployments',
  subresource: 'tap',
  name: 'videos-web',
};

describe('an access review in protobuf', () => {
  it('is read as the same review in JSON', () => {
    const body = envelope(message([[1, attributes]]));
    expect(isProtobuf(body)).toBe(true);
    expect(readProtobufReview('selfsubjectaccessreviews', body)).toMatchObject({
      spec: { resourceAttributes: asJson },
    });
  });

  it('names whom it asks about', () => {
    const body = envelope(
      message([
        [1, attributes],
        [3, 'alice'],
        [4, 'viewers'],
        [4, 'tappers'],
      ]),
    );
    expect(readProtobufReview('subjectaccessreviews', body)).toEqual({
      spec: {
        resourceAttributes: asJson,
        user: 'alice',
        groups: ['viewers', 'tappers'],
      },
    });
  });

  it('asks for the rules of a namespace', () => {
    const body = envelope(message([[1, 'video']]));
    expect(readProtobufReview('selfsubjectrulesreviews', body)).toEqual({
      spec: { namespace: 'video' },
    });
  });

  it('is told from JSON, and refused where it is cut', () => {
    expect(isProtobuf(Buffer.from('{}'))).toBe(false);
    const whole = envelope(message([[1, attributes]]));
    expect(() =>
      readProtobufReview(
        'selfsubjectaccessreviews',
        whole.subarray(0, whole.length - 4),
      ),
    ).toThrow();
  });
});
