/** Words of the empty, partial and broken states (title, text, what to do). */
export const stateMessages = {
  states: {
    loading: {
      title: '{{name}}: asking the clusters…',
      titleClusters: '{{name}}: asking {{clusters}}…',
      slow: 'No answer from {{clusters}} after {{duration}}.',
      slowUnknown: 'No answer after {{duration}}.',
    },
    notAnnotated: {
      title: 'This component does not say where it runs',
      text: 'Add one line to its catalog-info.yaml. The Kubernetes tab uses the same one.',
      edit: 'Edit catalog-info.yaml',
    },
    noWorkload: {
      title: 'No workload matches {{name}}',
      unknown: 'What runs of {{name}} is not known now',
      text: 'Looked in {{clusters}} for pods with',
      textNamespace:
        'Looked in namespace {{namespace}} of {{clusters}} for pods with',
      noClusters: 'no cluster',
      tail: 'No pod there carries this label now.',
      again: 'Look again',
    },
    notMeshed: {
      titleSome_one: '{{count}} of {{total}} pods is not in the mesh',
      titleSome_other: '{{count}} of {{total}} pods are not in the mesh',
      titleAll: 'No pod of {{name}} is in the mesh',
      text: 'They have no proxy, so their traffic is not counted. Switch injection on for the namespace or the workload, then restart it:',
      textTap:
        'They have no proxy, so there is nothing to tap. Switch injection on for the namespace or the workload, then restart it:',
      textSome:
        'Without a proxy traffic is not counted. The other pods have one: restart the workload, and all will.',
      more: 'and {{amount}} more',
      copy: 'Copy',
    },
    noTraffic: {
      title: 'Nobody called {{name}} {{when}}',
      text: '{{meshed}} of {{total}} pods are meshed and measured, so this is a true zero.',
      longer: 'Show {{window}}',
      tap: 'Wait with a live tap',
    },
    noMetrics: {
      title: 'No numbers: nothing measures cluster {{cluster}}',
      text: 'The graph shows who exists, not how well.',
      again: 'Try again',
      tried: '{{step}}: {{reason}}',
      steps: {
        configuration: 'Configuration',
        annotation: 'Annotation of the mesh',
        vizService: 'Prometheus of the mesh',
        proxies: 'Proxies',
      },
      copy: 'Copy the manifest that opens it',
    },
    window: {
      ofCluster: '{{cluster}}: {{text}}',
      widened:
        'Measured over {{measured}} instead of {{asked}}: the proxies are not read often enough for less.',
      filling: {
        prometheus:
          'Measured over {{measured}} instead of {{asked}}: Prometheus remembers nothing older of this cluster.',
        proxies:
          'Measured over {{measured}} instead of {{asked}}: without a Prometheus the proxies are read mostly while somebody looks, and {{kept}} are kept.',
        proxiesAlways:
          'Measured over {{measured}} instead of {{asked}}: without a Prometheus the plugin reads the proxies itself, also while nobody looks, and keeps {{kept}}.',
        none: 'Measured over {{measured}} instead of {{asked}}: the source remembers nothing older.',
      },
    },
    warnings: {
      'cluster-paused':
        'Cluster {{cluster}} is paused by an administrator: nothing is asked of it.',
      'cluster-unreachable':
        'Cluster {{cluster}} can not be read at the moment: what runs there, or its numbers, are missing.',
      'gateways-unmeasured':
        "Whether the gateways that cluster {{cluster}} uses are alive is not known: let Prometheus scrape the service mirrors, or let the portal's account read their pods (pods/proxy).",
      'inventory-stale':
        'Cluster {{cluster}} is shown as it was: its API server can not be read now, and is asked again and again.',
      'links-unreadable':
        'Links of cluster {{cluster}} can not be read: gateways without mirrored Services are missing.',
      'metric-missing':
        '{{metric}} could not be asked: what is counted from it is unknown.',
      'metrics-unavailable':
        'Cluster {{cluster}} gives no numbers: what measures them does not answer.',
      'no-cluster':
        'The entity names the cluster {{wanted}}, which is not configured or can not be used.',
      'no-history':
        'The mesh of cluster {{cluster}} tells no numbers over time.',
      'no-mesh':
        'No mesh was found in cluster {{cluster}}: its workloads are shown without numbers.',
      'no-metrics-source':
        'Nothing measures cluster {{cluster}}: there is no Prometheus that may be asked, and no proxy that may be read.',
      'not-allowed':
        'Cluster {{cluster}} is left out: you may see nothing of what was asked for in it.',
      'not-remembered':
        'Prometheus remembers nothing of the time before {{before}}.',
      'partial-data':
        'Prometheus answered in part: numbers of cluster {{cluster}} may be missing.',
      'prometheus-needed':
        'Only what is around this component is measured: cluster {{cluster}} has too many proxies to read them one by one, and needs a Prometheus.',
      'proxies-forbidden':
        "{{failed}} of {{total}} proxies are not read: the portal's account may not read those of every namespace (pods/proxy). Their calls are missing from the numbers.",
      'proxies-unreachable':
        '{{failed}} of {{total}} proxies could not be read: their calls are missing from the numbers.',
      'rules-forbidden':
        "What is configured is not shown beside what happens: the portal's account may not list {{resources}}.",
      'rules-unavailable':
        'No routes and policies of cluster {{cluster}}: what measures them does not answer.',
      'rules-unreadable':
        'What is configured is not shown beside what happens: {{resources}} could not be listed.',
      'spreads-unknown':
        'How much the numbers usually vary is not known, as {{workloads}} workloads are compared and it is looked up for {{limit}} at most: small differences may be chance. Choose some namespaces to compare fewer.',
      stale:
        'The numbers of cluster {{cluster}} stopped: what measures them does not answer.',
      'too-many-parts':
        'Not all parts of {{entity}} are shown, because they are too many: look at one of them, or at the mesh page.',
      'unknown-cluster':
        'There is no cluster {{cluster}} any more: choose another one.',
    },
    partial: {
      title: '{{cluster}} is missing.',
      since: 'since {{time}}',
      reasonSince: '{{reason}}, since {{time}}.',
      rest: 'All numbers are of {{clusters}} alone.',
      notice: 'About these numbers',
    },
    stale: {
      text: 'Numbers stopped at {{time}}.',
      textUnknown: 'The numbers on screen are old.',
      next: 'The next try is in {{duration}}.',
      now: 'Trying now.',
      again: 'Try now',
    },
    forbidden: {
      title: 'You may not see mesh data of {{name}}',
      text: 'Needs the permission',
      owner:
        'It belongs to {{owner}}; its members and the platform team can see it.',
      noOwner: 'Ask the platform team for it.',
    },
    error: {
      title: 'The service mesh did not answer',
      titleNotFound: 'The service mesh backend does not know {{name}}',
      text: 'The service mesh backend answered {{status}}: {{reason}}',
      textNetwork: 'The service mesh backend cannot be reached: {{reason}}',
      kept: 'What you had on screen, filters included, is kept.',
      request: 'request {{id}} · {{time}}',
      again: 'Try again',
      copy: 'Copy details',
    },
    nothingFound: {
      title: 'No workload matches "{{query}}"',
      text: '{{amount}} are hidden by the filter.',
      clear: 'Clear the filter',
    },
  },
} as const;
