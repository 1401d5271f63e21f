import { NumberExplanation } from '@backstage-mesh/plugin-service-mesh-common';

/** How the rows of calls become a number of their group. What is not here is no sum over calls. */
const SUMS: Partial<Record<NumberExplanation['number'], string>> = {
  requests: 'Of a group: the requests of all calls into it, added.',
  success:
    'Of a group: successes and failures of all calls into it are added, and then divided.',
  failures: 'Of a group: the failures of all calls into it, added.',
  denied: 'Of a group: what its members refused of callers outside, added.',
  latency:
    'Of a group: the buckets of all calls into it are added, and the quantiles are interpolated in the sum. Quantiles of calls never add.',
  connections: 'Of a group: the connections of all calls into it, added.',
  bytes: 'Of a group: the bytes of all calls into it, added.',
};

const LEFT_OUT = [
  'Calls between members: one request would count at every hop, and one failure at everybody whom it reached. They are the second number, inside.',
  'Calls that members make to others.',
  'Rows of other workloads, where the queries ask for whole namespaces because the group has many pods.',
];

/**
 * The numbers of the calls into a group, from those of the calls into its members.
 *
 * @param elsewhere - names of other clusters in which callers are
 * @internal
 */
export function borderNumbers(
  numbers: readonly NumberExplanation[],
  elsewhere: readonly string[],
): NumberExplanation[] {
  return numbers.flatMap(each => {
    const sum = SUMS[each.number];
    return each.subject === 'inbound' && sum !== undefined
      ? [
          {
            ...each,
            formula: [
              each.formula,
              sum,
              ...(elsewhere.length > 0
                ? [
                    `Calls through a gateway are those of their callers in ${elsewhere.join(
                      ', ',
                    )}, as the proxies there counted them with the same questions.`,
                  ]
                : []),
            ].join(' '),
            leftOut: [...LEFT_OUT, ...each.leftOut],
          },
        ]
      : [];
  });
}
