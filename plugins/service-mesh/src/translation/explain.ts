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
    copy: 'Copy the query',
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
    },
    subjects: {
      workload: 'what it answers',
      pod: 'of one pod',
      inbound: 'calls that it gets',
      outbound: 'calls that it makes',
    },
  },
} as const;
