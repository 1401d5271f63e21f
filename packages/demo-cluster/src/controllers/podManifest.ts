import type {
  Container,
  ContainerState,
  ContainerStatus,
  NewObject,
  OwnerReference,
  Pod,
} from '../objects/KubernetesObject';
import { randomHex, type Random } from '../random/Random';
import type { WorkloadModel } from '../simulation/model';

export const PROXY_VERSION = 'edge-26.8.3';
const PROXY_IMAGE = `cr.l5d.io/linkerd/proxy:${PROXY_VERSION}`;

export function imageOf(workload: WorkloadModel, version: string): string {
  return `registry.example/${workload.namespace}/${workload.name}:${version}`;
}

/** Label by which the mesh's injector tells a pod's owner. A CronJob's pods and bare pods get none. */
const OWNER_LABELS: Partial<Record<WorkloadModel['kind'], string>> = {
  Deployment: 'deployment',
  StatefulSet: 'statefulset',
  DaemonSet: 'daemonset',
  ReplicaSet: 'replicaset',
  Job: 'job',
};

/** Labels of the workload's selector. */
export function selectorOf(workload: WorkloadModel): Record<string, string> {
  return (
    workload.selector ?? {
      app: workload.app ?? workload.name,
      ...(workload.podLabels?.track ? { track: workload.podLabels.track } : {}),
    }
  );
}

/** Labels of the pod template, before the injector adds its own. */
export function templateLabels(
  workload: WorkloadModel,
): Record<string, string> {
  return {
    ...selectorOf(workload),
    ...(workload.componentId
      ? { 'backstage.io/kubernetes-id': workload.componentId }
      : {}),
    ...workload.podLabels,
  };
}

export function applicationContainer(
  workload: WorkloadModel,
  version: string,
): Container {
  const port = workload.ports[0]?.port;
  const probe =
    workload.appProbePath === undefined
      ? { tcpSocket: { port } }
      : { httpGet: { path: workload.appProbePath, port, scheme: 'HTTP' } };
  return {
    name: workload.name,
    image: imageOf(workload, version),
    args: [workload.name],
    ...(workload.ports.length > 0
      ? {
          ports: workload.ports.map(({ name, port: containerPort }) => ({
            name,
            containerPort,
            protocol: 'TCP',
          })),
          ...(workload.routes
            ? {
                readinessProbe: {
                  ...probe,
                  timeoutSeconds: 1,
                  periodSeconds: 10,
                  successThreshold: 1,
                  failureThreshold: 3,
                },
              }
            : {}),
        }
      : {}),
    resources: {},
    terminationMessagePath: '/dev/termination-log',
    terminationMessagePolicy: 'File',
    imagePullPolicy: 'IfNotPresent',
    securityContext: { runAsUser: 1000 },
  };
}

function environment(workload: WorkloadModel): object[] {
  const field = (name: string, fieldPath: string) => ({
    name,
    valueFrom: { fieldRef: { apiVersion: 'v1', fieldPath } },
  });
  return [
    field('_pod_name', 'metadata.name'),
    field('_pod_ns', 'metadata.namespace'),
    field('_pod_ip', 'status.podIP'),
    field('_pod_nodeName', 'spec.nodeName'),
    {
      name: 'LINKERD2_PROXY_INBOUND_DEFAULT_POLICY',
      value: 'all-unauthenticated',
    },
    { name: 'LINKERD2_PROXY_CONTROL_LISTEN_ADDR', value: '0.0.0.0:4190' },
    { name: 'LINKERD2_PROXY_ADMIN_LISTEN_ADDR', value: '0.0.0.0:4191' },
    {
      name: 'LINKERD2_PROXY_INBOUND_PORTS',
      value: workload.ports.map(({ port }) => port).join(','),
    },
    {
      name: 'LINKERD2_PROXY_INBOUND_PORTS_DISABLE_PROTOCOL_DETECTION',
      value: '25,587,3306,4444,5432,6379,9300,11211',
    },
    field('_pod_sa', 'spec.serviceAccountName'),
    { name: '_l5d_ns', value: 'linkerd' },
    { name: '_l5d_trustdomain', value: 'cluster.local' },
    {
      name: 'LINKERD2_PROXY_IDENTITY_LOCAL_NAME',
      value:
        '$(_pod_sa).$(_pod_ns).serviceaccount.identity.linkerd.cluster.local',
    },
    ...((workload.tap ?? 'enabled') === 'enabled'
      ? [
          {
            name: 'LINKERD2_PROXY_TAP_SVC_NAME',
            value:
              'tap.linkerd-viz.serviceaccount.identity.linkerd.cluster.local',
          },
        ]
      : []),
  ];
}

function adminProbe(path: string, initialDelaySeconds: number): object {
  return {
    httpGet: { path, port: 4191, scheme: 'HTTP' },
    initialDelaySeconds,
    timeoutSeconds: 1,
    periodSeconds: 10,
    successThreshold: 1,
    failureThreshold: 3,
  };
}

/** The proxy is a sidecar of Kubernetes' own kind: an init container that always restarts. */
function injectedContainers(workload: WorkloadModel): Container[] {
  return [
    {
      name: 'linkerd-init',
      image: PROXY_IMAGE,
      command: ['/usr/lib/linkerd/linkerd2-proxy-init'],
      args: [
        '--incoming-proxy-port',
        '4143',
        '--outgoing-proxy-port',
        '4140',
        '--proxy-uid',
        '2102',
        '--inbound-ports-to-ignore',
        '4190,4191,4567,4568',
      ],
      resources: {},
      imagePullPolicy: 'IfNotPresent',
    },
    {
      name: 'linkerd-proxy',
      image: PROXY_IMAGE,
      ports: [
        { name: 'linkerd-proxy', containerPort: 4143, protocol: 'TCP' },
        { name: 'linkerd-admin', containerPort: 4191, protocol: 'TCP' },
      ],
      env: environment(workload),
      resources: {},
      restartPolicy: 'Always',
      livenessProbe: adminProbe('/live', 10),
      readinessProbe: adminProbe('/ready', 2),
      imagePullPolicy: 'IfNotPresent',
    },
  ];
}

function injectedAnnotations(workload: WorkloadModel): Record<string, string> {
  if (!workload.meshed) {
    return {};
  }
  const tap = workload.tap ?? 'enabled';
  return {
    'linkerd.io/created-by': 'linkerd/proxy-injector dev-undefined',
    'linkerd.io/inject': 'enabled',
    'linkerd.io/proxy-version': PROXY_VERSION,
    ...(tap === 'enabled' ? { 'viz.linkerd.io/tap-enabled': 'true' } : {}),
    ...(tap === 'disabled' ? { 'viz.linkerd.io/disable-tap': 'true' } : {}),
  };
}

export interface PodPlan {
  name: string;
  generateName?: string;
  owner?: OwnerReference;
  /** Beyond the template's: hashes and names that controllers add. */
  labels: Record<string, string>;
  version: string;
  node: string;
}

/** A pod as the scheduler and the injector leave it: bound to a node, nothing started. */
export function newPod(workload: WorkloadModel, plan: PodPlan): NewObject<Pod> {
  const serviceAccountName = workload.serviceAccount ?? workload.name;
  const ownerLabel = OWNER_LABELS[workload.kind];
  return {
    kind: 'Pod',
    apiVersion: 'v1',
    metadata: {
      name: plan.name,
      ...(plan.generateName ? { generateName: plan.generateName } : {}),
      namespace: workload.namespace,
      generation: 1,
      labels: {
        ...templateLabels(workload),
        ...plan.labels,
        ...(workload.meshed
          ? {
              'linkerd.io/control-plane-ns': 'linkerd',
              ...(ownerLabel
                ? { [`linkerd.io/proxy-${ownerLabel}`]: workload.name }
                : {}),
              'linkerd.io/workload-ns': workload.namespace,
            }
          : {}),
      },
      annotations: {
        ...injectedAnnotations(workload),
        ...workload.podAnnotations,
      },
      ...(plan.owner ? { ownerReferences: [plan.owner] } : {}),
    },
    spec: {
      volumes: [],
      ...(workload.meshed
        ? { initContainers: injectedContainers(workload) }
        : {}),
      containers: [applicationContainer(workload, plan.version)],
      restartPolicy:
        workload.kind === 'CronJob' || workload.kind === 'Job'
          ? 'Never'
          : 'Always',
      terminationGracePeriodSeconds: 30,
      dnsPolicy: 'ClusterFirst',
      serviceAccountName,
      serviceAccount: serviceAccountName,
      nodeName: plan.node,
      schedulerName: 'default-scheduler',
      enableServiceLinks: true,
    },
    status: { phase: 'Pending', conditions: [] },
  };
}

export function containerStatus(
  container: Container,
  state: ContainerState,
  random: Random,
  more: Partial<ContainerStatus> = {},
): ContainerStatus {
  return {
    name: container.name,
    state,
    lastState: {},
    ready: false,
    restartCount: 0,
    image: container.image,
    imageID: `${container.image.split(':')[0]}@sha256:${'0'.repeat(64)}`,
    containerID: `containerd://${randomHex(random, 40)}`,
    started: false,
    ...more,
  };
}

export function condition(
  type: string,
  isTrue: boolean,
  at: string,
  reason?: string,
) {
  return {
    type,
    status: isTrue ? 'True' : 'False',
    lastProbeTime: null,
    lastTransitionTime: at,
    ...(reason ? { reason } : {}),
  };
}
