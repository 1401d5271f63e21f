/** Words of the graph on its canvas, whatever page it is on. */
export const graphMessages = {
  graph: {
    group: {
      name: '{{title}}, group of {{workloads}}, {{health}}',
      crossing: '{{rate}} requests per second come in from outside',
      success: '{{success}} of them succeed',
      inside: '{{rate}} requests per second inside',
      rest: '+ {{amount}}',
      open: 'Open {{title}}',
      close: 'Close {{title}}',
      workloads_one: '{{count}} workload',
      workloads_other: '{{count}} workloads',
    },
    overview: {
      label:
        'Overview of {{workloads}} and {{calls}}, too small for numbers. Zoom in, or show the table, for each of them.',
      failing: 'Workloads that fail, and the one that you are at',
      none: 'Nothing fails.',
    },
    legend: {
      mark: 'one mark = one workload',
      because: 'because of a call',
    },
    map: {
      label: 'Map of the whole graph: click to go there',
    },
    zoom: {
      reset: 'Lay out anew',
      traffic: 'Show traffic',
    },
    change: {
      new: 'new',
      gone: 'gone',
      unhealthy: 'got worse',
      summary: 'In the {{time}} since you looked: {{changes}}',
      newCalls_one: '{{count}} new call',
      newCalls_other: '{{count}} new calls',
      goneCalls_one: '{{count}} call gone',
      goneCalls_other: '{{count}} calls gone',
      newWorkloads_one: '{{count}} new workload',
      newWorkloads_other: '{{count}} new workloads',
      goneWorkloads_one: '{{count}} workload gone',
      goneWorkloads_other: '{{count}} workloads gone',
      changed_one: '{{count}} changed',
      changed_other: '{{count}} changed',
      worse_one: '{{count}} got worse',
      worse_other: '{{count}} got worse',
      seen: 'Mark as seen',
    },
  },
} as const;
