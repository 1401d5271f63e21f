import { CallEnd, readCallEnd, writeCallEnd } from './callEnd';

describe('callEnd', () => {
  it.each<[string, CallEnd]>([
    [
      '["workload","shop","Deployment","web"]',
      {
        type: 'workload',
        workload: {
          cluster: 'east',
          namespace: 'shop',
          kind: 'Deployment',
          name: 'web',
        },
      },
    ],
    [
      '["workload","shop","Deployment","web","arn:aws:eks:west"]',
      {
        type: 'workload',
        workload: {
          cluster: 'arn:aws:eks:west',
          namespace: 'shop',
          kind: 'Deployment',
          name: 'web',
        },
      },
    ],
    [
      '["service","shop","gift-wrap"]',
      { type: 'service', namespace: 'shop', name: 'gift-wrap' },
    ],
    [
      '["service","shop","podinfo","west"]',
      {
        type: 'service',
        namespace: 'shop',
        name: 'podinfo',
        meshCluster: 'west',
      },
    ],
    ['["external","10.0.0.7:443"]', { type: 'external', host: '10.0.0.7:443' }],
    [
      '["external","api","api.ns.identity"]',
      { type: 'external', host: 'api', identity: 'api.ns.identity' },
    ],
  ])('should write %s and read it back', (text, end) => {
    expect(writeCallEnd('east', end)).toBe(text);
    expect(readCallEnd('east', text)).toEqual(end);
  });

  it.each([
    '',
    'null',
    '{}',
    '[]',
    '["workload","a"]',
    '["unmeshed","a"]',
    '["external",1]',
  ])('should not read %j', text => {
    expect(readCallEnd('east', text)).toBeUndefined();
  });
});
