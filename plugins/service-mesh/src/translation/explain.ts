/** Words of "explain this number". */
export const explainMessages = {
  explain: {
    hint: 'How this number came to be',
    loading: 'Asking where this number comes from…',
    none: 'The backend has no explanation of this number.',
    source: 'Source',
    window: 'Window',
    windowOf: '{{duration}}{{scrapes}}',
    scrapes: ', a sample each {{duration}}',
    measuredAt: 'Measured at',
    leftOut: 'Left out',
    inCluster: 'In {{cluster}}',
    group: {
      none: 'No call comes into the group, so there is nothing to add.',
      calls_one: '{{count}} call comes into the group:',
      calls_other: '{{count}} calls come into the group, the busiest first:',
      call: '{{caller}} → {{callee}}',
    },
    copy: 'Copy the query',
    alike:
      'No catalog entity selects {{name}}. This is how the same number of {{of}} comes to be: only the labels of the workload differ.',
    steps_one: 'Asked for {{count}} step of {{duration}}.',
    steps_other:
      'Asked for each of {{count}} steps of {{duration}} of the history.',
    derived: {
      answers:
        'All calls that were answered: successes and failures of the same counters.',
      timeouts:
        'Of the failures, those that ran into a time limit, where the mesh names the error.',
      unreachable:
        'Of the failures, those that found nobody to answer (fail-fast, load shed), where the mesh names the error.',
      explained:
        'In each step, the smaller of two: failures of the workload itself, and failures of the calls to this callee. All steps added ÷ failures of the workload itself. The failures of the calls:',
      together:
        'The correlation of both failures over the steps: 1 where they rise and fall as one. The failures of the calls:',
    },
    counted: {
      attempts:
        'In the window: {{successes}} successes, {{failures}} failures.',
      calls: 'After retries: {{successes}} successes, {{failures}} failures.',
    },
    sides: {
      workload:
        'As this workload counts it, over all its callers. A caller may count otherwise: it also knows calls that never got here and those that it gave up, and has an own number after retries.',
      inbound:
        'As the caller’s proxy counts it, where it has one, for its calls alone. The number of the workload itself may differ: it holds the calls of all callers, and none that never got there.',
      outbound:
        'As the caller counts it. The callee’s own number may differ: it holds the calls of all its callers, and none that never got there or that the caller gave up.',
    },
    counts: {
      attempts: 'Counts attempts: a call that is tried again counts twice.',
      calls: 'Counts calls after retries: what the caller got in the end.',
    },
    numbers: {
      requests: 'Requests',
      success: 'Success',
      failures: 'Failures',
      denied: 'Denied by policy',
      latency: 'Latency',
      connections: 'Connections',
      bytes: 'Bytes',
      meshed: 'Meshed pods',
      mtls: 'Encryption',
      routes: 'Routes',
      splits: 'Traffic split',
      allowed: 'Allowed by policy',
      timeLimit: 'Timeout',
      answers: 'Calls',
      timeouts: 'Timed out',
      unreachable: 'Nobody there',
      explained: 'Explains',
      together: 'Together',
    },
    subjects: {
      workload: 'what it answers',
      pod: 'of one pod',
      inbound: 'calls that it gets',
      outbound: 'calls that it makes',
      group: 'calls into the group',
    },
  },
} as const;
