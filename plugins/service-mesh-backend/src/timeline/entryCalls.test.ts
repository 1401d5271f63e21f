import { entryCalls, StepCall } from './entryCalls';

/** `web>api 10/3`: ten answers, three of them failures. */
function calls(...texts: string[]): StepCall[] {
  return texts.map(text => {
    const [source, target, answered, failures] = text.split(/[> /]/);
    return {
      source,
      target,
      successes: Number(answered) - Number(failures),
      failures: Number(failures),
    };
  });
}

const members = new Set(['web', 'api', 'db', 'job']);

describe('entryCalls', () => {
  it.each([
    [
      'a request once, however many hops it takes',
      ['user>web 10/3', 'web>api 10/3', 'api>db 10/3'],
      { requests: 10, failures: 3 },
    ],
    [
      'no failure that reached nobody',
      ['user>web 10/0', 'web>api 12/2'],
      { requests: 10, failures: 0 },
    ],
    [
      'the calls of a member whom nobody calls',
      ['job>api 5/1', 'api>db 5/1'],
      { requests: 5, failures: 1 },
    ],
    [
      'calls into the middle beside those at the door',
      ['user>web 10/1', 'web>api 10/1', 'other>api 4/2'],
      { requests: 14, failures: 3 },
    ],
    [
      'calls out of the group only where traffic begins there',
      ['user>web 10/1', 'web>mail 6/6', 'job>mail 2/1'],
      { requests: 12, failures: 2 },
    ],
    ['nothing of others', ['user>other 10/10'], { requests: 0, failures: 0 }],
  ])('should count %s', (_, step, expected) => {
    expect(entryCalls([calls(...step)], members)).toEqual([expected]);
  });

  it('should keep a step that was not measured apart from a zero', () => {
    expect(entryCalls([undefined, []], members)).toEqual([
      undefined,
      { requests: 0, failures: 0 },
    ]);
  });

  it('should not take a workload for a beginning because nobody called in one step', () => {
    expect(
      entryCalls([calls('user>web 5/0'), calls('web>api 3/3')], members),
    ).toEqual([
      { requests: 5, failures: 0 },
      { requests: 0, failures: 0 },
    ]);
  });
});
