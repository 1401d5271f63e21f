export interface UserInfo {
  username: string;
  groups: string[];
}

export interface AccessAttributes {
  verb: string;
  group: string;
  resource: string;
  subresource?: string;
  namespace?: string;
  name?: string;
}

export interface AccessDecision {
  allowed: boolean;
  reason?: string;
}

export interface Authorizer {
  authorize(user: UserInfo, attributes: AccessAttributes): AccessDecision;
}

export interface PolicyRule {
  verbs: string[];
  apiGroups?: string[];
  /** `pods`, `pods/proxy`, `*`. */
  resources?: string[];
  resourceNames?: string[];
  nonResourceURLs?: string[];
}

export interface RoleBinding {
  /** Name of the binding, as the reason of a decision tells it. */
  name: string;
  role: string;
  rules: PolicyRule[];
  /** Absent: everywhere. */
  namespace?: string;
  subjects: { kind: 'User' | 'Group'; name: string }[];
}

/** Who may what, by roles and bindings alone. What nothing allows is denied. */
export class Rbac implements Authorizer {
  private readonly withdrawn = new Set<string>();

  constructor(private readonly bindings: RoleBinding[]) {}

  /**
   * Withdraws a binding, or gives it back.
   *
   * @throws Error where there is none of this name
   */
  setBound(name: string, bound: boolean): void {
    if (!this.bindings.some(binding => binding.name === name)) {
      throw new Error(`there is no binding ${name}`);
    }
    if (bound) {
      this.withdrawn.delete(name);
    } else {
      this.withdrawn.add(name);
    }
  }

  authorize(user: UserInfo, attributes: AccessAttributes): AccessDecision {
    for (const binding of this.bindingsOf(user)) {
      if (
        binding.namespace !== undefined &&
        binding.namespace !== attributes.namespace
      ) {
        continue;
      }
      if (binding.rules.some(rule => allows(rule, attributes))) {
        return { allowed: true, reason: reasonOf(binding, user) };
      }
    }
    return { allowed: false };
  }

  /** The rules that apply to a user in a namespace, and everywhere. */
  rulesFor(user: UserInfo, namespace: string): PolicyRule[] {
    return this.bindingsOf(user)
      .filter(
        binding =>
          binding.namespace === undefined || binding.namespace === namespace,
      )
      .flatMap(binding => binding.rules);
  }

  private bindingsOf(user: UserInfo): RoleBinding[] {
    return this.bindings.filter(
      ({ name, subjects }) =>
        !this.withdrawn.has(name) &&
        subjects.some(subject => isSubject(user, subject)),
    );
  }
}

function isSubject(
  user: UserInfo,
  subject: RoleBinding['subjects'][number],
): boolean {
  return subject.kind === 'User'
    ? user.username === subject.name
    : user.groups.includes(subject.name);
}

function matches(allowed: string[] | undefined, asked: string): boolean {
  return allowed?.some(item => item === '*' || item === asked) ?? false;
}

function allows(rule: PolicyRule, asked: AccessAttributes): boolean {
  const resource = asked.subresource
    ? `${asked.resource}/${asked.subresource}`
    : asked.resource;
  return (
    matches(rule.verbs, asked.verb) &&
    matches(rule.apiGroups, asked.group) &&
    (matches(rule.resources, resource) ||
      (asked.subresource !== undefined &&
        matches(rule.resources, `*/${asked.subresource}`))) &&
    (rule.resourceNames === undefined ||
      (asked.name !== undefined && rule.resourceNames.includes(asked.name)))
  );
}

function reasonOf(binding: RoleBinding, user: UserInfo): string {
  const subject = binding.subjects.find(item => isSubject(user, item));
  const who = subject ? `${subject.kind} "${subject.name}"` : '';
  return binding.namespace === undefined
    ? `RBAC: allowed by ClusterRoleBinding "${binding.name}" of ClusterRole "${binding.role}" to ${who}`
    : `RBAC: allowed by RoleBinding "${binding.name}/${binding.namespace}" of Role "${binding.role}" to ${who}`;
}
