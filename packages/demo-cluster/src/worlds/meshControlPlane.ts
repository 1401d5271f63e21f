import type { ServiceModel, WorkloadModel } from '../simulation/model';
import { service, workload } from './parts';

const controlPlane = (name: string, port: number) =>
  workload('linkerd', `linkerd-${name}`, {
    version: 'edge-26.8.3',
    tap: 'missing',
    ports: [{ name: 'grpc', port }],
    selector: {
      'linkerd.io/control-plane-component': name,
    },
  });

const viz = (name: string, port: number, more: Partial<WorkloadModel> = {}) =>
  workload('linkerd-viz', name, {
    version: 'edge-26.8.3',
    tap: 'missing',
    ports: [{ name: 'http', port }],
    selector: { component: name, 'linkerd.io/extension': 'viz' },
    labels: {
      'app.kubernetes.io/name': name,
      'app.kubernetes.io/part-of': 'Linkerd',
      'app.kubernetes.io/version': 'edge-26.8.3',
    },
    ...more,
  });

/** What runs the mesh: Linkerd itself and its viz extension. */
export function meshWorkloads(): WorkloadModel[] {
  return [
    controlPlane('destination', 8086),
    controlPlane('identity', 8080),
    controlPlane('proxy-injector', 8443),
    viz('metrics-api', 8085),
    viz('prometheus', 9090),
    viz('tap', 8088, { tap: 'enabled' }),
    viz('tap-injector', 8443),
    viz('web', 8084),
  ];
}

export function meshServices(): ServiceModel[] {
  const vizService = (name: string, portName: string, port: number) =>
    service('linkerd-viz', name, {
      port: { name: portName, port },
      selector: { component: name, 'linkerd.io/extension': 'viz' },
    });
  const core = (name: string, component: string, port: number) =>
    service('linkerd', name, {
      port: { name: 'grpc', port },
      selector: { 'linkerd.io/control-plane-component': component },
    });
  return [
    core('linkerd-dst', 'destination', 8086),
    core('linkerd-identity', 'identity', 8080),
    core('linkerd-proxy-injector', 'proxy-injector', 8443),
    vizService('metrics-api', 'http', 8085),
    vizService('prometheus', 'admin', 9090),
    vizService('tap', 'grpc', 8088),
    vizService('web', 'http', 8084),
  ];
}
