export { PrometheusError } from './decodeAnswer';
export { PrometheusSource } from './PrometheusSource';
export { ServiceTransport, UrlTransport } from './transports';
export type { PrometheusTransport } from './transports';
