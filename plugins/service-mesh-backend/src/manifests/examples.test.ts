import { ConfigReader } from '@backstage/config';
import { JsonObject } from '@backstage/types';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { clusterConfigOf, readServiceMeshConfig } from '../config';
import { LinkerdProvider } from '../mesh';
import { Switches } from '../switches';
import { permissionsOf } from './permissions';
import { comment, formatPermissions } from './rbacObjects';

const FOLDER = join(__dirname, '../../../../docs/rbac');
const ACCOUNT = { namespace: 'backstage', name: 'service-mesh-portal' };

interface Example {
  about: string;
  cluster: JsonObject;
  users?: string[];
}

const EXAMPLES: Record<string, Example> = {
  'cluster-wide': {
    about:
      'The whole cluster, numbers from a Prometheus behind a Service, taps as the portal itself.',
    cluster: {
      metrics: {
        prometheus: {
          service: { namespace: 'monitoring', name: 'prometheus', port: 9090 },
        },
      },
    },
  },
  restricted: {
    about:
      'Two namespaces by Roles alone, numbers from a Prometheus at a URL, and taps in one of them.',
    cluster: {
      namespaces: { include: ['video', 'shop'] },
      metrics: { prometheus: { url: 'https://prometheus.example' } },
      tap: { excludedNamespaces: ['shop'] },
    },
  },
  'without-tap': {
    about: 'The whole cluster, numbers from a Prometheus at a URL, no taps.',
    cluster: {
      metrics: { prometheus: { url: 'https://prometheus.example' } },
      tap: { enabled: false },
    },
  },
  'tap-as-user': {
    about:
      'Two namespaces, taps as the signed-in user, who is called in Kubernetes as his email says.',
    cluster: {
      namespaces: { include: ['video', 'shop'] },
      metrics: { prometheus: { url: 'https://prometheus.example' } },
      tap: {
        identity: 'user',
        impersonation: {
          user: '{email}',
          groups: [
            { name: 'video-developers', memberOf: 'group:default/team-video' },
          ],
        },
      },
    },
    users: ['jane@example.com', 'joe@example.com'],
  },
  proxies: {
    about:
      'Two namespaces, numbers from the proxies themselves. Read the warning.',
    cluster: {
      namespaces: { include: ['video', 'shop'] },
      metrics: { source: 'proxies' },
      tap: { enabled: false },
    },
  },
};

function generate({ cluster, users = [] }: Example, truncated = false) {
  const rootConfig = new ConfigReader({
    permission: { enabled: true },
    serviceMesh: { clusters: [{ name: 'east', ...cluster }] },
  });
  return permissionsOf({
    config: clusterConfigOf(readServiceMeshConfig(rootConfig), 'east'),
    mesh: new LinkerdProvider().permissions,
    ...Switches.create({ rootConfig }).features('east'),
    users,
    truncated,
  });
}

interface RbacObject {
  kind: string;
  metadata: { name: string; namespace?: string };
  rules?: {
    apiGroups: string[];
    resources: string[];
    resourceNames?: string[];
    verbs: string[];
  }[];
  roleRef?: { kind: string; name: string };
  subjects?: object[];
}

const objectsOf = (name: string): RbacObject[] =>
  parseAllDocuments(formatPermissions(generate(EXAMPLES[name]), ACCOUNT)).map(
    document => document.toJS(),
  );

const rulesOf = (name: string) =>
  objectsOf(name).flatMap(({ rules = [] }) => rules);

describe('manifests', () => {
  it.each(Object.keys(EXAMPLES))(
    'should be in the documentation as they are generated: %s',
    name => {
      const file = join(FOLDER, `${name}.yaml`);
      const text = `${comment(EXAMPLES[name].about)}---\n${formatPermissions(
        generate(EXAMPLES[name]),
        ACCOUNT,
      )}`;
      if (process.env.WRITE_RBAC_EXAMPLES) {
        writeFileSync(file, text);
      }
      // To write them anew: WRITE_RBAC_EXAMPLES=1 npm test -- <this file>
      expect(readFileSync(file, 'utf8')).toBe(text);
    },
  );

  it.each(Object.keys(EXAMPLES))(
    'should bind each role to the account, and open nothing wide: %s',
    name => {
      const objects = objectsOf(name);
      const roles = objects.filter(({ rules }) => rules);
      for (const { kind, metadata } of roles) {
        expect(objects).toContainEqual(
          expect.objectContaining({
            kind: `${kind}Binding`,
            metadata,
            roleRef: expect.objectContaining({ kind, name: metadata.name }),
            subjects: [{ kind: 'ServiceAccount', ...ACCOUNT }],
          }),
        );
      }
      const rules = rulesOf(name);
      expect(rules.length).toBeGreaterThan(3);
      for (const rule of rules) {
        const all = [...rule.apiGroups, ...rule.resources, ...rule.verbs];
        expect(all).not.toContain('*');
        expect(all).not.toContain('secrets');
        expect(all).not.toContain('configmaps');
      }
      const verbs = new Set(rules.flatMap(rule => rule.verbs));
      expect(
        [...verbs].filter(verb =>
          ['create', 'update', 'patch', 'delete', 'deletecollection'].includes(
            verb,
          ),
        ),
      ).toEqual(name === 'tap-as-user' ? ['create'] : []);
    },
  );

  it('should be Roles alone where only some namespaces are looked at', () => {
    for (const name of ['restricted', 'proxies']) {
      expect(new Set(objectsOf(name).map(({ kind }) => kind))).toEqual(
        new Set(['Role', 'RoleBinding']),
      );
    }
    const namespaces = (role: string) =>
      objectsOf('restricted').flatMap(({ kind, metadata }) =>
        kind === 'Role' && metadata.name === role ? [metadata.namespace] : [],
      );
    expect(namespaces('service-mesh-portal')).toEqual(['video', 'shop']);
    expect(namespaces('service-mesh-portal-tap')).toEqual(['video']);
  });

  it('should open pods/proxy only where the proxies are wanted in words', () => {
    const opens = Object.keys(EXAMPLES).filter(name =>
      rulesOf(name).some(({ resources }) => resources.includes('pods/proxy')),
    );
    expect(opens).toEqual(['proxies']);
    expect(generate(EXAMPLES.proxies).at(-1)?.about).toMatch(
      /WARNING: this opens every port and every path of every pod/,
    );
  });

  it('should let nobody be impersonated who is not named', () => {
    const impersonate = rulesOf('tap-as-user').filter(({ verbs }) =>
      verbs.includes('impersonate'),
    );
    expect(
      impersonate.map(({ resources, resourceNames }) => [
        resources,
        resourceNames,
      ]),
    ).toEqual([
      [['users'], ['jane@example.com', 'joe@example.com']],
      [['groups'], ['video-developers']],
    ]);
    const nobody = generate({ ...EXAMPLES['tap-as-user'], users: [] });
    expect(JSON.stringify(nobody.map(({ rules }) => rules))).not.toContain(
      '"users"',
    );
    expect(
      rulesOf('tap-as-user').some(({ resources }) =>
        resources.some(resource => resource.endsWith('/tap')),
      ),
    ).toBe(false);
  });

  it('should say that not all users are named', () => {
    const about = (truncated: boolean) =>
      generate(EXAMPLES['tap-as-user'], truncated)
        .map(permission => permission.about)
        .join();
    expect(about(true)).toContain('more users than these 2');
    expect(about(false)).not.toContain('more users');
  });

  it('should say of namespaces that RBAC can not leave out, that it can not', () => {
    const [tap] = generate({
      about: '',
      cluster: { tap: { excludedNamespaces: ['bank'] } },
    }).filter(({ name }) => name.endsWith('-tap'));
    expect(tap.about).toContain('for bank the portal alone holds back');
  });
});
