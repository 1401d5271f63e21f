import { AccessRule } from '@backstage-mesh/plugin-service-mesh-node';
import { Document, isScalar, visit } from 'yaml';

const RBAC = 'rbac.authorization.k8s.io';

/** Of the items of a list that stands on one line. */
const MAX_LINE = 55;

/** The account of the portal in a cluster. */
export interface Account {
  namespace: string;
  name: string;
}

/** A permission of the portal's account, and where it holds. */
export interface Permission {
  /** Of the role and its bindings. */
  name: string;
  /** For people, above the objects: what it opens. */
  about: string;
  rules: readonly AccessRule[];
  /** In these namespaces only; in the whole cluster without it. */
  namespaces?: readonly string[];
}

/**
 * The objects that give a permission to an account: a role and its binding, once, or in each namespace. A binding of a permission for
 * which no account is known is left to whoever applies it.
 */
export function rbacObjects(
  { name, rules, namespaces }: Permission,
  account?: Account,
): object[] {
  const scopes = namespaces ?? [undefined];
  return scopes.flatMap(namespace => {
    const prefix = namespace === undefined ? 'Cluster' : '';
    const metadata = { name, ...(namespace !== undefined && { namespace }) };
    const role = {
      apiVersion: `${RBAC}/v1`,
      kind: `${prefix}Role`,
      metadata,
      rules: rules.map(plainRule),
    };
    const binding = account && {
      apiVersion: `${RBAC}/v1`,
      kind: `${prefix}RoleBinding`,
      metadata,
      roleRef: { apiGroup: RBAC, kind: `${prefix}Role`, name },
      subjects: [{ kind: 'ServiceAccount', ...account }],
    };
    return binding ? [role, binding] : [role];
  });
}

/** YAML documents of permissions, each with what it opens above it. */
export function formatPermissions(
  permissions: readonly Permission[],
  account?: Account,
): string {
  return permissions
    .flatMap(permission =>
      rbacObjects(permission, account).map(
        (object, i) =>
          `${i === 0 ? comment(permission.about) : ''}${write(object)}`,
      ),
    )
    .join('---\n');
}

/** Short lists on one line, as people write them. */
function write(object: object): string {
  const document = new Document(object, { aliasDuplicateObjects: false });
  visit(document, {
    Seq(_, list) {
      const texts = list.items.map(item => `${isScalar(item) && item.value}`);
      list.flow =
        list.items.every(isScalar) && texts.join(', ').length <= MAX_LINE;
    },
  });
  return document.toString({
    lineWidth: 0,
    singleQuote: true,
    flowCollectionPadding: false,
  });
}

export function comment(text: string): string {
  return text
    .split('\n')
    .map(line => `# ${line}`.trimEnd().concat('\n'))
    .join('');
}

/** In the order in which people write them. */
function plainRule({ apiGroups, resources, resourceNames, verbs }: AccessRule) {
  return {
    apiGroups: [...apiGroups],
    resources: [...resources],
    ...(resourceNames && { resourceNames: [...resourceNames] }),
    verbs: [...verbs],
  };
}
