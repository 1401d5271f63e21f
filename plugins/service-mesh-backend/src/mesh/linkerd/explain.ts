import {
  ExplainedSubject,
  NumberExplanation,
} from '@backstage-mesh/plugin-service-mesh-common';
import { SeriesQuery } from '@backstage-mesh/plugin-service-mesh-node';
import {
  FROM_CALLER,
  MEANS,
  Recipe,
  RECIPES,
  RETRIED,
  RULE_FAMILIES,
  RULE_WORDS,
} from './explainRecipes';
import { DENIAL_METRICS } from './metricTables';
import { Question } from './questions';
import { RuleQuestion } from './rules/ruleQuestions';
import { SystemWorkloads } from './SystemWorkloads';

/**
 * The questions about one workload, as they are asked.
 *
 * @internal
 */
export interface AskedQuestions {
  /** About the workload, and the calls from and to it: counts, and buckets. */
  counts: readonly Question[];
  latency: readonly Question[];
  /** About its pods. */
  podCounts: readonly Question[];
  podLatency: readonly Question[];
  /** About all workloads: who refuses a call is elsewhere. */
  elsewhere: readonly Question[];
  rules: readonly RuleQuestion[];
}

/** @internal */
export interface ExplainOptions {
  /** Writes a question as it is sent. */
  describe(query: SeriesQuery): string;
  /** What is left out. */
  system: Pick<SystemWorkloads, 'excluded' | 'withGateways'>;
  adminPorts: readonly string[];
  /** Seconds that a pod must have lived to be measured at its own side. */
  shortestSeconds: number;
}

/**
 * Tells of each number which questions it is made of, and how. The questions are those that are asked: nothing is written twice.
 *
 * @internal
 */
export function explain(
  asked: AskedQuestions,
  options: ExplainOptions,
): NumberExplanation[] {
  return [
    ...RECIPES.flatMap(recipe =>
      recipe.subjects.map(subject =>
        explainRecipe(recipe, subject, asked, options),
      ),
    ),
    explainRefusals(asked, options),
    {
      number: 'meshed',
      subject: 'workload',
      queries: [],
      formula:
        'Pods with the label linkerd.io/control-plane-ns ÷ all pods that are pending or running, as Kubernetes has them now.',
      leftOut: ['Pods that are finished.'],
    },
    ...explainRules(asked, options),
    explainAdmissions(asked, options),
    ...(['inbound', 'outbound'] as const).map(explainTimeLimit),
  ];
}

function explainRecipe(
  recipe: Recipe,
  subject: ExplainedSubject,
  asked: AskedQuestions,
  options: ExplainOptions,
): NumberExplanation {
  const { number, part, metrics, counts, leftOut } = recipe;
  const questions = questionsOf(subject, part, asked).filter(
    ({ query, field }) => metrics.includes(query.metric) && field !== 'grpc',
  );
  const isOutcome = number === 'success' || number === 'failures';
  const calls =
    isOutcome && subject === 'outbound'
      ? asked.counts.filter(
          question =>
            question.subject === 'calls' || question.subject === 'retries',
        )
      : [];
  const means =
    number === 'latency' && (subject === 'inbound' || subject === 'outbound')
      ? questionsOf(subject, 'counts', asked).filter(({ query }) =>
          MEANS.includes(query.metric),
        )
      : [];
  return {
    number,
    subject,
    queries: written([...questions, ...calls, ...means], options),
    formula: [
      recipe.formula,
      ...(subject === 'inbound' ? [FROM_CALLER] : []),
      ...(calls.length > 0 ? [RETRIED] : []),
      ...(means.length > 0
        ? ['Where no buckets were asked, the mean: sum ÷ count.']
        : []),
    ].join(' '),
    ...(counts && { counts }),
    leftOut: [...leftOut, ...leftOutOf(subject, metrics, options)],
  };
}

function questionsOf(
  subject: ExplainedSubject,
  part: 'counts' | 'latency',
  asked: AskedQuestions,
): readonly Question[] {
  if (subject === 'pod') {
    return part === 'counts' ? asked.podCounts : asked.podLatency;
  }
  const questions = part === 'counts' ? asked.counts : asked.latency;
  switch (subject) {
    case 'workload':
      return questions.filter(question => question.subject === 'inbound');
    case 'inbound':
      return questions.filter(
        question =>
          question.subject === 'inbound' ||
          (question.subject === 'outbound' && question.towardsScope),
      );
    default:
      return questions.filter(
        question => question.subject === 'outbound' && !question.towardsScope,
      );
  }
}

/** A call looks like an answered one where it is made: only the server knows that it was refused. */
function explainRefusals(
  asked: AskedQuestions,
  options: ExplainOptions,
): NumberExplanation {
  const metrics = DENIAL_METRICS.map(({ name }) => name);
  return {
    number: 'denied',
    subject: 'outbound',
    queries: written(
      asked.elsewhere.filter(({ query }) => metrics.includes(query.metric)),
      options,
    ),
    formula:
      'What the servers refused of callers with the identity of this workload ÷ seconds of the window. Where several workloads share the identity, nobody can be named.',
    counts: 'attempts',
    leftOut: [
      'Refusals of servers whose proxies are not measured: they look like answers.',
    ],
  };
}

function explainRules(
  { rules }: AskedQuestions,
  options: ExplainOptions,
): NumberExplanation[] {
  return (['routes', 'splits'] as const).flatMap(number =>
    Object.entries(RULE_FAMILIES[number]).map(([subject, wanted]) => ({
      number,
      subject: subject as ExplainedSubject,
      queries: written(
        rules.filter(question => {
          const [family] = question.subject.split('.');
          return (
            wanted.includes(family) &&
            // What the Services behind a route took a while for is asked for splits alone.
            !(number === 'routes' && question.subject === 'backend.buckets')
          );
        }),
        options,
      ),
      ...RULE_WORDS[number],
      leftOut: [
        ...RULE_WORDS[number].leftOut,
        ...leftOutOf('workload', ['request_total'], options),
      ],
    })),
  );
}

function explainAdmissions(
  { rules }: AskedQuestions,
  options: ExplainOptions,
): NumberExplanation {
  return {
    number: 'allowed',
    subject: 'inbound',
    queries: written(
      rules.filter(({ subject }) => subject === 'allowed'),
      options,
    ),
    formula:
      'Requests, and connections that are not HTTP, that the authorization let in ÷ seconds of the window, as the workload’s own proxy counted them.',
    counts: 'attempts',
    leftOut: leftOutOf('workload', ['request_total'], options),
  };
}

function explainTimeLimit(subject: 'inbound' | 'outbound'): NumberExplanation {
  return {
    number: 'timeLimit',
    subject,
    queries: [],
    formula:
      'The time that one request of the route may take, as Kubernetes has it now: the timeout of a ServiceProfile’s route; the annotation timeout.linkerd.io/request of an HTTPRoute or GRPCRoute, or the timeouts.request that all of its rules share.',
    leftOut: ['Limits that are set on the Service in place of a route.'],
  };
}

function leftOutOf(
  subject: ExplainedSubject,
  metrics: readonly string[],
  { system, adminPorts, shortestSeconds }: ExplainOptions,
): string[] {
  const isHttp = !metrics.every(metric => metric.startsWith('tcp_'));
  return [
    `What goes to the proxy’s own port (${adminPorts.join(
      ', ',
    )}), such as scrapes and probes.`,
    ...(isHttp && subject !== 'outbound'
      ? [
          'Health checks of the kubelet, as far as the proxy tells them from callers (route "probe").',
        ]
      : []),
    ...(system.excluded.length > 0
      ? [
          `The mesh’s own namespaces (${system.excluded.join(
            ', ',
          )}), which call every workload.`,
        ]
      : []),
    ...(system.withGateways.length > 0
      ? [
          `All but the gateways to other clusters in ${system.withGateways.join(
            ', ',
          )}, which belongs to the mesh too.`,
        ]
      : []),
    ...(subject === 'inbound' || subject === 'outbound'
      ? [
          `What callers count that lived for less than ${shortestSeconds} s: their callees’ numbers are taken.`,
        ]
      : []),
  ];
}

function written(
  questions: readonly { query: SeriesQuery }[],
  { describe }: ExplainOptions,
): string[] {
  return [...new Set(questions.map(({ query }) => describe(query)))];
}
