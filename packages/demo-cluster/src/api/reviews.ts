import type { AccessAttributes, Rbac, UserInfo } from './authorization';
import { isProtobuf, readProtobufReview } from './protobufReviews';
import { badRequest } from './status';

type Json = Record<string, unknown>;

/** Answers a review by its resource name, or undefined where it is none. @throws ApiError 400 for a body that is no review. */
export function answerReview(
  resource: string,
  body: Buffer,
  user: UserInfo,
  rbac: Rbac,
): object | undefined {
  const review = parse(resource, body);
  const spec = objectAt(review, 'spec');
  const metadata = { ...objectAt(review, 'metadata') };
  const envelope = (kind: string, status: object) => ({
    kind,
    apiVersion: 'authorization.k8s.io/v1',
    metadata,
    spec,
    status,
  });
  switch (resource) {
    case 'selfsubjectaccessreviews':
      return envelope('SelfSubjectAccessReview', decide(spec, user, rbac));
    case 'subjectaccessreviews':
      return envelope(
        'SubjectAccessReview',
        decide(spec, subjectOf(spec), rbac),
      );
    case 'selfsubjectrulesreviews':
      return envelope('SelfSubjectRulesReview', rulesOf(spec, user, rbac));
    default:
      return undefined;
  }
}

function decide(spec: Json, user: UserInfo, rbac: Rbac): object {
  const decision = rbac.authorize(user, attributesOf(spec));
  return {
    allowed: decision.allowed,
    ...(decision.reason ? { reason: decision.reason } : {}),
  };
}

function attributesOf(spec: Json): AccessAttributes {
  if (typeof spec.resourceAttributes !== 'object' || !spec.resourceAttributes) {
    throw badRequest(
      'spec.resourceAttributes: Required value: exactly one of nonResourceAttributes or resourceAttributes must be specified',
    );
  }
  const attributes = spec.resourceAttributes as Json;
  return {
    verb: text(attributes.verb),
    group: text(attributes.group),
    resource: text(attributes.resource),
    subresource: text(attributes.subresource) || undefined,
    namespace: text(attributes.namespace) || undefined,
    name: text(attributes.name) || undefined,
  };
}

function subjectOf(spec: Json): UserInfo {
  const groups = Array.isArray(spec.groups) ? spec.groups.map(text) : [];
  const username = text(spec.user);
  if (username === '' && groups.length === 0) {
    throw badRequest(
      'spec.user: Required value: at least one of user or group',
    );
  }
  return { username, groups };
}

function rulesOf(spec: Json, user: UserInfo, rbac: Rbac): object {
  const namespace = text(spec.namespace);
  if (namespace === '') {
    throw badRequest('no namespace on request');
  }
  const rules = rbac.rulesFor(user, namespace);
  return {
    resourceRules: rules
      .filter(rule => rule.resources)
      .map(({ verbs, apiGroups, resources, resourceNames }) => ({
        verbs,
        apiGroups,
        resources,
        ...(resourceNames ? { resourceNames } : {}),
      })),
    nonResourceRules: rules
      .filter(rule => rule.nonResourceURLs)
      .map(({ verbs, nonResourceURLs }) => ({ verbs, nonResourceURLs })),
    incomplete: false,
  };
}

function parse(resource: string, body: Buffer): Json {
  let value: unknown;
  try {
    value = isProtobuf(body)
      ? readProtobufReview(resource, body)
      : JSON.parse(body.toString('utf8'));
  } catch {
    throw badRequest(
      'the object provided is unrecognized: it is neither JSON nor protobuf',
    );
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw badRequest('the object provided is unrecognized: it is no object');
  }
  return value as Json;
}

function objectAt(value: Json, key: string): Json {
  const found = value[key];
  return typeof found === 'object' && found !== null ? (found as Json) : {};
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
