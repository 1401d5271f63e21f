import { stringify } from 'yaml';

export interface ScrapedCluster {
  name: string;
  /** Of the API server. */
  url: string;
}

export interface ScrapeSettings {
  token: string;
  caFile: string;
  /** As Prometheus writes durations. */
  interval: string;
}

/** What Linkerd's viz does with the labels of a pod, step by step. */
const LINKERD_RELABELLING = [
  {
    source_labels: ['__meta_kubernetes_pod_phase'],
    regex: '(Pending|Running)',
    action: 'keep',
  },
  {
    source_labels: [
      '__meta_kubernetes_pod_container_name',
      '__meta_kubernetes_pod_container_port_name',
      '__meta_kubernetes_pod_label_linkerd_io_control_plane_ns',
    ],
    regex: '^linkerd-proxy;linkerd-admin;linkerd$',
    action: 'keep',
  },
  {
    source_labels: ['__meta_kubernetes_namespace'],
    target_label: 'namespace',
    action: 'replace',
  },
  {
    source_labels: ['__meta_kubernetes_pod_name'],
    target_label: 'pod',
    action: 'replace',
  },
  {
    source_labels: ['__meta_kubernetes_pod_label_linkerd_io_proxy_job'],
    target_label: 'k8s_job',
    action: 'replace',
  },
  {
    regex: '__meta_kubernetes_pod_label_linkerd_io_proxy_job',
    action: 'labeldrop',
  },
  {
    regex: '__meta_kubernetes_pod_label_linkerd_io_proxy_(.+)',
    action: 'labelmap',
  },
  {
    regex: '__meta_kubernetes_pod_label_linkerd_io_proxy_(.+)',
    action: 'labeldrop',
  },
  { regex: '__meta_kubernetes_pod_label_linkerd_io_(.+)', action: 'labelmap' },
  {
    regex: '__meta_kubernetes_pod_label_(.+)',
    replacement: '__tmp_pod_label_$1',
    action: 'labelmap',
  },
  {
    regex: '__tmp_pod_label_linkerd_io_(.+)',
    replacement: '__tmp_pod_label_$1',
    action: 'labelmap',
  },
  { regex: '__tmp_pod_label_linkerd_io_(.+)', action: 'labeldrop' },
  { regex: '__tmp_pod_label_(.+)', action: 'labelmap' },
];

/** The same for the service mirrors of the multicluster extension: no label of the pod is taken over. */
const MIRROR_RELABELLING = [
  {
    source_labels: [
      '__meta_kubernetes_pod_label_component',
      '__meta_kubernetes_pod_container_port_name',
    ],
    regex: '^linkerd-service-mirror;admin-http$',
    action: 'keep',
  },
  {
    source_labels: ['__meta_kubernetes_pod_container_name'],
    target_label: 'component',
    action: 'replace',
  },
];

function jobsOf(cluster: ScrapedCluster, settings: ScrapeSettings): object[] {
  return [
    jobOf('linkerd-proxy', '4191', LINKERD_RELABELLING, cluster, settings),
    jobOf(
      'linkerd-service-mirror',
      '9999',
      MIRROR_RELABELLING,
      cluster,
      settings,
    ),
  ];
}

function jobOf(
  job: string,
  port: string,
  relabelling: readonly object[],
  cluster: ScrapedCluster,
  settings: ScrapeSettings,
): object {
  const { host, protocol } = new URL(cluster.url);
  const scheme = protocol.replace(':', '');
  const tls =
    scheme === 'https' ? { tls_config: { ca_file: settings.caFile } } : {};
  return {
    job_name: `${job}-${cluster.name}`,
    scheme,
    authorization: { type: 'Bearer', credentials: settings.token },
    ...tls,
    http_sd_configs: [
      {
        url: `${cluster.url}/demo/prometheus-targets`,
        refresh_interval: '5s',
        ...tls,
      },
    ],
    relabel_configs: [
      // The proxies are behind the API server: it is asked for each of them by its name.
      {
        source_labels: ['__address__'],
        target_label: 'instance',
        action: 'replace',
      },
      {
        source_labels: [
          '__meta_kubernetes_namespace',
          '__meta_kubernetes_pod_name',
        ],
        regex: '(.+);(.+)',
        target_label: '__metrics_path__',
        replacement: `/api/v1/namespaces/$1/pods/$2:${port}/proxy/metrics`,
        action: 'replace',
      },
      { target_label: '__address__', replacement: host, action: 'replace' },
      { target_label: 'job', replacement: job, action: 'replace' },
      { target_label: 'cluster', replacement: cluster.name, action: 'replace' },
      ...relabelling,
    ],
  };
}

/** The configuration of a Prometheus that scrapes every meshed pod of the clusters, through their API servers. */
export function scrapeConfigOf(
  clusters: readonly ScrapedCluster[],
  settings: ScrapeSettings,
): string {
  return stringify(
    {
      global: {
        scrape_interval: settings.interval,
        scrape_timeout: settings.interval,
        evaluation_interval: settings.interval,
      },
      scrape_configs: clusters.flatMap(cluster => jobsOf(cluster, settings)),
    },
    // Each cluster reads for itself.
    { aliasDuplicateObjects: false },
  );
}
