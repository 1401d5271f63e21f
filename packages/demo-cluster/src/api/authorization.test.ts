import { demoRbac, demoTokens, usersByToken } from './access';
import type { AccessAttributes } from './authorization';

type Who = keyof typeof demoTokens;

const read = (resource: string): AccessAttributes => ({
  verb: 'list',
  group: '',
  resource,
});
const reach: AccessAttributes = {
  verb: 'get',
  group: '',
  resource: 'pods',
  subresource: 'proxy',
  namespace: 'video',
  name: 'videos-web-1:4191',
};
const tap: AccessAttributes = {
  verb: 'watch',
  group: 'tap.linkerd.io',
  resource: 'deployments',
  subresource: 'tap',
  namespace: 'video',
  name: 'videos-web',
};
const impersonate: AccessAttributes = {
  verb: 'impersonate',
  group: '',
  resource: 'users',
  name: 'alice',
};

const table: [Who, string, AccessAttributes, boolean][] = [
  ['admin', 'reads', read('pods'), true],
  ['admin', 'reaches proxies', reach, true],
  ['admin', 'taps', tap, true],
  ['admin', 'impersonates', impersonate, true],
  ['portal', 'reads', read('pods'), true],
  ['portal', 'reaches proxies', reach, true],
  ['portal', 'taps', tap, true],
  ['portal', 'acts as alice', impersonate, true],
  ['portal', 'acts as the admin', { ...impersonate, name: 'admin' }, false],
  ['readOnly', 'acts as alice', impersonate, false],
  ['portal', 'reads secrets', read('secrets'), false],
  ['readOnly', 'reads', read('pods'), true],
  ['readOnly', 'reaches proxies', reach, false],
  ['readOnly', 'taps', tap, false],
  ['noTap', 'reads', read('pods'), true],
  ['noTap', 'reaches proxies', reach, true],
  ['noTap', 'taps', tap, false],
];

describe('who may what in a demo cluster', () => {
  const rbac = demoRbac();

  it.each(table)('%s %s', (who, _what, attributes, allowed) => {
    const user = usersByToken.get(demoTokens[who]);
    expect(user).toBeDefined();
    expect(
      rbac.authorize(user ?? { username: '', groups: [] }, attributes).allowed,
    ).toBe(allowed);
  });

  it('binds a role to its namespace alone', () => {
    const alice = { username: 'alice', groups: ['system:authenticated'] };
    expect(rbac.authorize(alice, tap).allowed).toBe(true);
    expect(
      rbac.authorize(alice, { ...tap, namespace: 'emojivoto' }).allowed,
    ).toBe(false);
    expect(
      rbac.authorize(alice, { ...tap, resource: 'daemonsets' }).allowed,
    ).toBe(false);
  });
});
