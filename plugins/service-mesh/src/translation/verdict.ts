/** The sentence that a screen opens with. Each number in it was measured. */
export const verdictMessages = {
  period: {
    last: 'in the last {{window}}',
    between: 'between {{from}} and {{to}}',
  },
  verdict: {
    since: 'since {{time}}',
    calls: {
      errors: '{{callee}} fails {{share}} of the calls from {{self}} {{when}}',
      timeouts:
        '{{callee}} does not answer {{share}} of the calls from {{self}} in time {{when}}',
      refused:
        '{{callee}} takes no connection for {{share}} of the calls from {{self}} {{when}}',
      denied: '{{callee}} denies {{share}} of the calls from {{self}} {{when}}',
      noEndpoints:
        'Nobody is behind {{callee}}: {{share}} of the calls from {{self}} fail {{when}}',
    },
    so: '{{clause}}, so {{share}} of requests here fail.',
    stop: '{{clause}}.',
    also: '{{self}} fails {{share}} of requests {{when}}; it also calls {{callee}}, which fails {{calls}} of these calls.',
    mostly:
      '{{self}} fails {{share}} of requests {{when}}. {{explained}} of these failures came at the same time as failing calls to {{callee}}: {{calls}} of the calls to it fail.',
    blind:
      'The cause may also lie where the mesh cannot see: in TCP connections, or in peers without a proxy.',
    failingCalleeSelf: '{{share}} of requests to {{self}} fail.',
    failingSelf: '{{self}} fails {{share}} of requests {{when}};',
    failingSelfAlone: '{{self}} fails {{share}} of requests {{when}}.',
    suffers: '{{caller}} suffers most.',
    suffersHidden: 'a caller that you may not see suffers most.',
    slow: 'p99 is {{factor}} the {{span}} before, since {{time}}.',
    slowAll: 'p99 is {{factor}} the {{span}} before.',
    rollout: '{{name}} rolled out at {{time}}.',
    rolloutVersion: 'Version {{version}} of {{name}} rolled out at {{time}}.',
    restart: '{{name}} restarted at {{time}}.',
    split: 'The weights of {{name}} changed to {{detail}} at {{time}}.',
    healthy: '{{self}} answers {{share}} of {{rate}};',
    healthyCallees: 'nothing it calls fails.',
    healthyAlone: '{{self}} answers {{share}} of {{rate}}.',
    denied: 'Policy refuses {{rate}} of the requests to {{self}}.',
    client: '{{self}} calls {{rate}}, and {{share}} succeed.',
    noTraffic: 'Nobody called {{self}} {{when}}.',
    tcp: '{{self}} has {{connections}} open connections and no requests to judge.',
    tooFew:
      '{{self}} had too few calls to judge {{when}}: {{failures}} of {{total}} failed.',
    podsBroken: '{{self}} has containers that do not run.',
    notMeasured: 'No numbers for {{self}}.',
    likelyOrigin: 'likely origin',
  },
} as const;
