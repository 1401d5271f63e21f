import { NumberExplanation } from '@backstage-mesh/plugin-service-mesh-common';
import { borderNumbers } from './borderNumbers';

const number = (
  subject: NumberExplanation['subject'],
  name: NumberExplanation['number'] = 'requests',
): NumberExplanation => ({
  number: name,
  subject,
  queries: ['sum(x)'],
  formula: 'Requests ÷ seconds.',
  leftOut: ['Probes.'],
});

describe('borderNumbers', () => {
  it('should tell of the calls into the group alone, and how they add', () => {
    const [requests, ...others] = borderNumbers(
      [
        number('workload'),
        number('inbound'),
        number('outbound'),
        number('inbound', 'routes'),
      ],
      [],
    );
    expect(others).toEqual([]);
    expect(requests).toMatchObject({
      number: 'requests',
      queries: ['sum(x)'],
      formula: expect.stringMatching(
        /^Requests ÷ seconds\. Of a group: .*added\.$/,
      ),
      leftOut: expect.arrayContaining([
        'Probes.',
        expect.stringMatching(/^Calls between members/),
      ]),
    });
  });

  it('should name the clusters in which callers are', () => {
    const [latency] = borderNumbers(
      [number('inbound', 'latency')],
      ['east', 'lab'],
    );
    expect(latency.formula).toContain('callers in east, lab, as the proxies');
    expect(latency.formula).toContain('buckets of all calls into it are added');
  });
});
