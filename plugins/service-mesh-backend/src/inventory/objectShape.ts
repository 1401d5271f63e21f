import { KubernetesObject } from './kubernetesObjects';

/** What a field of a foreign object may be, beside absent and null. */
type Shape =
  | 'text'
  | 'number'
  | 'flag'
  | 'texts by name'
  | { list: Shape }
  | { fields: Readonly<Record<string, Shape>> };

const text = 'text';

const STATE: Shape = {
  fields: {
    waiting: { fields: { reason: text, message: text } },
    running: { fields: { startedAt: text } },
    terminated: {
      fields: {
        exitCode: 'number',
        signal: 'number',
        reason: text,
        message: text,
        startedAt: text,
      },
    },
  },
};

const CONTAINERS: Shape = {
  list: {
    fields: {
      name: text,
      image: text,
      restartPolicy: text,
      ports: { list: { fields: { name: text, containerPort: 'number' } } },
    },
  },
};

const STATUSES: Shape = {
  list: {
    fields: {
      name: text,
      image: text,
      ready: 'flag',
      started: 'flag',
      restartCount: 'number',
      state: STATE,
      lastState: STATE,
    },
  },
};

/** All that is read of any kind of object, see `kubernetesObjects.ts`. */
const OBJECT: Shape = {
  fields: {
    metadata: {
      fields: {
        name: text,
        namespace: text,
        uid: text,
        resourceVersion: text,
        creationTimestamp: text,
        deletionTimestamp: text,
        labels: 'texts by name',
        annotations: 'texts by name',
        ownerReferences: {
          list: {
            fields: { kind: text, name: text, uid: text, controller: 'flag' },
          },
        },
      },
    },
    spec: {
      fields: {
        nodeName: text,
        hostNetwork: 'flag',
        serviceAccountName: text,
        containers: CONTAINERS,
        initContainers: CONTAINERS,
        clusterIP: text,
        clusterIPs: { list: text },
        externalName: text,
        ports: { list: { fields: { name: text, port: 'number' } } },
      },
    },
    status: {
      fields: {
        phase: text,
        reason: text,
        podIP: text,
        podIPs: { list: { fields: { ip: text } } },
        conditions: {
          list: {
            fields: {
              type: text,
              status: text,
              reason: text,
              lastTransitionTime: text,
            },
          },
        },
        containerStatuses: STATUSES,
        initContainerStatuses: STATUSES,
        updateRevision: text,
      },
    },
  },
};

/**
 * Requires that an object is what its readers take it for: a number where a text is read would fail far from here.
 *
 * @throws TypeError naming the field
 */
export function requireShape(object: unknown): KubernetesObject {
  const wrong = wrongField(object, OBJECT);
  if (wrong !== undefined) {
    throw new TypeError(`A Kubernetes object has a wrong field: ${wrong}`);
  }
  return object as KubernetesObject;
}

/** The path of a field that has another shape; empty for the value itself. */
function wrongField(value: unknown, shape: Shape): string | undefined {
  // Go writes empty lists and times as null.
  if (value === undefined || value === null) {
    return undefined;
  }
  if (typeof shape === 'string') {
    return isPlain(value, shape) ? undefined : '';
  }
  if ('list' in shape) {
    if (!Array.isArray(value)) {
      return '';
    }
    const index = value.findIndex(
      item => item === null || wrongField(item, shape.list) !== undefined,
    );
    return index < 0 ? undefined : `[${index}]`;
  }
  if (!isObject(value)) {
    return '';
  }
  for (const [name, inner] of Object.entries(shape.fields)) {
    const wrong = Object.hasOwn(value, name)
      ? wrongField(value[name], inner)
      : undefined;
    if (wrong !== undefined) {
      return `.${name}${wrong}`;
    }
  }
  return undefined;
}

function isPlain(value: unknown, shape: Shape & string): boolean {
  switch (shape) {
    case 'text':
      return typeof value === 'string';
    case 'number':
      return Number.isFinite(value);
    case 'flag':
      return typeof value === 'boolean';
    default:
      return (
        isObject(value) &&
        Object.values(value).every(item => typeof item === 'string')
      );
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
