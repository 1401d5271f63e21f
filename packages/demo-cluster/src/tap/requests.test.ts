import { TapError } from './TapError';
import { decodeTapRequest, pathOf } from './requests';
import { recording, recordingNames } from './__testUtils__/recordings';
import { tapRequest } from './__testUtils__/TapSession';

describe('tap requests', () => {
  it.each([
    {
      bytes:
        '0a1e0a1c0a09656d6f6a69766f746f120a6465706c6f796d656e741a0377656212020a001d0000c8422200',
      reads: {
        namespace: 'emojivoto',
        type: 'deployment',
        name: 'web',
        labelSelector: '',
        match: { all: {} },
        maxRps: 100,
        extractHeaders: false,
      },
      path: '/apis/tap.linkerd.io/v1alpha1/watch/namespaces/emojivoto/deployments/web/tap',
    },
    {
      bytes:
        '0a180a1612096e616d6573706163651a09656d6f6a69766f746f12020a001d0000c8422200',
      reads: {
        namespace: '',
        type: 'namespace',
        name: 'emojivoto',
        labelSelector: '',
        match: { all: {} },
        maxRps: 100,
        extractHeaders: false,
      },
      path: '/apis/tap.linkerd.io/v1alpha1/watch/namespaces/emojivoto/tap',
    },
    {
      bytes:
        '0a250a130a05766964656f120a6465706c6f796d656e74120e6170703d766964656f732d61706912020a001d0000c84222040a020a00',
      reads: {
        namespace: 'video',
        type: 'deployment',
        name: '',
        labelSelector: 'app=videos-api',
        match: { all: {} },
        maxRps: 100,
        extractHeaders: true,
      },
      path: '/apis/tap.linkerd.io/v1alpha1/watch/namespaces/video/deployments//tap',
    },
  ])('are read: $path', ({ bytes, reads, path }) => {
    const request = decodeTapRequest(Buffer.from(bytes, 'hex'));
    expect(request).toEqual(reads);
    expect(pathOf(request)).toBe(path);
  });

  it.each(
    recordingNames(
      name => !name.startsWith('err-') && !name.startsWith('discovery'),
    ),
  )('belong to the path they came under: %s', name => {
    const { request } = recording(name);
    const read = decodeTapRequest(Buffer.from(request.bodyHex, 'hex'));
    expect(pathOf(read)).toBe(request.path);
  });

  it('reads the filters of a recorded request', () => {
    const { request } = recording('to-unmeshed-thumbnails');
    expect(decodeTapRequest(Buffer.from(request.bodyHex, 'hex')).match).toEqual(
      {
        all: {
          matches: [
            {
              destinations: {
                resource: {
                  namespace: 'legacy',
                  type: 'deployment',
                  name: 'thumbnails',
                },
              },
            },
          ],
        },
      },
    );
  });

  it('makes its own tests speak as the recorded client', () => {
    const { request } = recording('ns-video');
    const { path, body } = tapRequest({
      namespace: 'video',
      type: 'namespace',
    });
    expect([path, body.toString('hex')]).toEqual([
      request.path,
      request.bodyHex,
    ]);
  });

  it('refuses what is no message', () => {
    expect(() => decodeTapRequest(Buffer.from('ffffff', 'hex'))).toThrow(
      TapError,
    );
  });
});
