import { InputError } from '@backstage/errors';
import { isReservedHeader } from '../clusters/requestHeaders';
import { ConfigSection } from './ConfigSection';
import { PrometheusConfig, PrometheusTarget } from './ServiceMeshConfig';

const LABEL_NAME = /^[a-zA-Z_][a-zA-Z0-9_]*$/;
const HEADER_NAME = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;

/** What only a connection of our own can use. */
const URL_ONLY = [
  'token',
  'tokenFile',
  'basicAuth',
  'caData',
  'caFile',
  'skipTLSVerify',
];

/**
 * Reads `serviceMesh.clusters[].metrics.prometheus`.
 *
 * @throws InputError naming the offending key and value; never the value of a secret
 */
export function readPrometheusConfig(section: ConfigSection): PrometheusConfig {
  const matchers = section.stringMap('matchers');
  const labels = section.section('labels');
  const labelNames = {
    namespace: labels.string('namespace') ?? 'namespace',
    pod: labels.string('pod') ?? 'pod',
  };
  for (const label of [
    ...Object.keys(matchers),
    ...Object.values(labelNames),
  ]) {
    if (!LABEL_NAME.test(label)) {
      throw new InputError(
        `Invalid configuration: ${section.key} names the label ${JSON.stringify(
          label,
        )}, which Prometheus does not allow`,
      );
    }
  }

  const target = readTarget(section);
  const headers = readHeaders(section);
  if (target.type === 'service') {
    requireNoCredentials(section, headers);
  }
  return {
    target,
    matchers,
    params: section.stringMap('params'),
    headers,
    token: section.secret('token'),
    tokenFile: section.absolutePath('tokenFile'),
    basicAuth: readBasicAuth(section.section('basicAuth')),
    caData: section.string('caData'),
    caFile: section.absolutePath('caFile'),
    skipTLSVerify: section.boolean('skipTLSVerify') ?? false,
    labels: labelNames,
    timeoutMs:
      section.durationMs('timeout', { minMs: 100, maxMs: 300_000 }) ?? 10_000,
    maxConcurrent:
      section.number('maxConcurrent', { min: 1, max: 100, integer: true }) ?? 4,
  };
}

function readTarget(section: ConfigSection): PrometheusTarget {
  const url = section.string('url');
  const hasService = section.has('service');
  if ((url !== undefined) === hasService) {
    throw new InputError(
      `Invalid configuration: ${section.key} needs either url or service, ${
        hasService ? 'not both' : 'and has neither'
      }`,
    );
  }
  if (url !== undefined) {
    return { type: 'url', url: readUrl(section, url) };
  }
  const service = section.section('service');
  service.requiredString('namespace');
  service.requiredString('name');
  const port = service.config?.getOptional('port');
  if (!/^([1-9]\d{0,4}|[a-z0-9]([-a-z0-9]{0,13}[a-z0-9])?)$/.test(`${port}`)) {
    throw service.invalid('port', 'the number or the name of a port');
  }
  const path = (service.string('path') ?? '').replace(/\/+$/, '');
  if (path && !/^(\/(?!\.{1,2}(\/|$))[A-Za-z0-9_.~-]+)+$/.test(path)) {
    throw service.invalid('path', 'a path that begins with /');
  }
  return {
    type: 'service',
    namespace: service.kubernetesName('namespace') ?? '',
    name: service.kubernetesName('name') ?? '',
    port: `${port}`,
    scheme: service.oneOf('scheme', ['http', 'https']) ?? 'http',
    path,
  };
}

/** The API server takes credentials for itself and hands none on to the Service. */
function requireNoCredentials(
  section: ConfigSection,
  headers: Readonly<Record<string, string>>,
): void {
  const useless = [
    ...URL_ONLY.filter(key => section.has(key)),
    ...Object.keys(headers)
      .filter(isReservedHeader)
      .map(name => `headers.${name}`),
  ];
  if (useless.length > 0) {
    throw new InputError(
      `Invalid configuration: ${section.key}.${useless[0]} is of no use with a service, which is asked through the Kubernetes API server as the cluster's account; give a url instead, or remove it`,
    );
  }
}

function readUrl(section: ConfigSection, text: string): string {
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    throw text.includes('@')
      ? new InputError(
          `Invalid configuration: ${section.key}.url must be an http or https URL; put credentials into basicAuth`,
        )
      : section.invalid('url', 'an http or https URL');
  }
  if (url.username || url.password) {
    throw new InputError(
      `Invalid configuration: ${section.key}.url holds credentials; put them into basicAuth`,
    );
  }
  if (!['http:', 'https:'].includes(url.protocol) || url.search || url.hash) {
    throw section.invalid(
      'url',
      'an http or https URL without a query (use params)',
    );
  }
  return text.replace(/\/+$/, '');
}

function readHeaders(section: ConfigSection): Record<string, string> {
  const headers = section.stringMap('headers');
  for (const [name, value] of Object.entries(headers)) {
    // The value may be a secret: only the name is told.
    if (!HEADER_NAME.test(name) || /[\r\n\0]/.test(value)) {
      throw new InputError(
        `Invalid configuration: ${section.key}.headers holds ${JSON.stringify(
          name,
        )}, which is no valid header`,
      );
    }
  }
  return headers;
}

function readBasicAuth(
  section: ConfigSection,
): { username: string; password: string } | undefined {
  return section.config
    ? {
        username: section.requiredString('username'),
        password: section.requiredSecret('password'),
      }
    : undefined;
}
