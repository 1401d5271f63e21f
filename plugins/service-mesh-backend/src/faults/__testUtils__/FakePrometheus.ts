import { once } from 'node:events';
import {
  createServer,
  IncomingMessage,
  Server,
  ServerResponse,
} from 'node:http';
import { AddressInfo } from 'node:net';

/** How it answers queries, in place of numbers. */
export type PrometheusFault =
  | { kind: 'status'; status: number; body: string }
  | { kind: 'silent' }
  /** Status 200 with less than there is. */
  | { kind: 'partial'; warnings: string[] }
  /** More namespaces at once than this are too many samples for it. */
  | { kind: 'sample-limit'; namespaces: number };

type Row = Record<string, string>;

const SCRAPED = {
  namespace: 'video',
  pod: 'videos-api-1',
  job: 'linkerd-proxy',
};

/** What the proxy of videos-api counted: 300 requests in any window, of which 30 failed. */
const COUNTED: [metric: string, value: number, labels: Row][] = [
  ['request_total', 300, {}],
  ['response_total', 270, { classification: 'success' }],
  ['response_total', 30, { classification: 'failure' }],
];

const SAMPLE_LIMIT = JSON.stringify({
  status: 'error',
  errorType: 'execution',
  error:
    'query processing would load too many samples into memory in query execution',
});

/** Speaks as much of the HTTP API of Prometheus as the plugin asks, and knows the numbers of one workload. */
export class FakePrometheus {
  fault: PrometheusFault | undefined;
  /** Labels that name the pod and its owner. */
  labels: Row = { namespace: 'video', deployment: 'videos-api' };
  scrapeIntervalSeconds = 10;
  clockAheadSeconds = 0;
  readonly queries: string[] = [];
  private readonly server: Server;

  private constructor(private port: number) {
    this.server = createServer((request, response) => {
      this.handle(request, response).catch(() => response.destroy());
    });
  }

  static async start(): Promise<FakePrometheus> {
    const prometheus = new FakePrometheus(0);
    await prometheus.listen();
    return prometheus;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** At the same address as before. */
  async listen(): Promise<void> {
    this.server.listen(this.port, '127.0.0.1');
    await once(this.server, 'listening');
    this.port = (this.server.address() as AddressInfo).port;
  }

  async close(): Promise<void> {
    if (this.server.listening) {
      this.server.close();
      this.server.closeAllConnections();
      await once(this.server, 'close');
    }
  }

  private async handle(
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    let form = '';
    for await (const chunk of request) {
      form += chunk;
    }
    if (!/\/query(_range)?$/.test(request.url ?? '')) {
      response.statusCode = 404;
      response.end('no');
      return;
    }
    const query = new URLSearchParams(form).get('query') ?? '';
    this.queries.push(query);
    const { fault } = this;
    if (fault?.kind === 'silent') {
      return;
    }
    response.setHeader('content-type', 'application/json');
    if (fault?.kind === 'status') {
      response.statusCode = fault.status;
      response.end(fault.body);
      return;
    }
    if (
      fault?.kind === 'sample-limit' &&
      query.includes('increase(') &&
      namespacesOf(query) > fault.namespaces
    ) {
      response.statusCode = 422;
      response.end(SAMPLE_LIMIT);
      return;
    }
    response.end(
      JSON.stringify({
        status: 'success',
        data: this.answer(query),
        ...(fault?.kind === 'partial' && { warnings: fault.warnings }),
      }),
    );
  }

  private answer(query: string): object {
    const at = Date.now() / 1000 + this.clockAheadSeconds;
    const vector = (rows: [Row, number][]) => ({
      resultType: 'vector',
      result: rows.map(([metric, value]) => ({
        metric,
        value: [at, `${value}`],
      })),
    });
    const scraped = { ...SCRAPED, ...pick(this.labels, ['namespace', 'pod']) };
    const named = this.labels.namespace ? scraped : { job: SCRAPED.job };
    if (query === 'time()') {
      return { resultType: 'scalar', result: [at, `${at}`] };
    }
    if (query.endsWith('[10m]')) {
      const values = [3, 2, 1, 0].map(n => [
        at - n * this.scrapeIntervalSeconds,
        '1',
      ]);
      return { resultType: 'matrix', result: [{ metric: named, values }] };
    }
    if (query.startsWith('count(')) {
      return vector([[{}, 1]]);
    }
    if (query.startsWith('topk(1, count by')) {
      return vector([]);
    }
    if (query.startsWith('topk(1,')) {
      return vector([[named, 1]]);
    }
    return vector(
      questionsOf(query).flatMap(([index, promql]) => {
        const grouped = /^sum by \(([^)]*)\)/.exec(promql)?.[1].split(', ');
        return COUNTED.flatMap(([metric, value, own]): [Row, number][] => {
          const row = { ...this.labels, ...own, direction: 'inbound' };
          return promql.includes(`increase(${metric}{`) && selects(promql, row)
            ? [[{ ...pick(row, grouped ?? []), ...index }, value]]
            : [];
        });
      }),
    );
  }
}

const QUESTION = /label_replace\((.*?), "service_mesh_question", "(\d+)"/g;

/** The questions that were put into one query. */
function questionsOf(query: string): [index: Row, promql: string][] {
  const merged = [...query.matchAll(QUESTION)];
  return merged.length > 0
    ? merged.map(([, promql, index]) => [
        { service_mesh_question: index },
        promql,
      ])
    : [[{}, query]];
}

const MATCHER = /([a-z_]+)(=~|!~|!=|=)"((?:[^"\\]|\\.)*)"/g;

/** Whether a row is one of those that a query selects. */
function selects(query: string, row: Row): boolean {
  return matchersOf(query).every(([label, operator, value]) => {
    const isEqual = operator.endsWith('~')
      ? new RegExp(`^(?:${value})$`).test(row[label] ?? '')
      : (row[label] ?? '') === value;
    return isEqual === operator.startsWith('=');
  });
}

function matchersOf(
  query: string,
): [label: string, operator: string, value: string][] {
  return [...query.matchAll(MATCHER)].map(([, label, operator, text]) => [
    label,
    operator,
    JSON.parse(`"${text}"`),
  ]);
}

/** How many namespaces a query is about. */
function namespacesOf(query: string): number {
  const named = matchersOf(query).find(
    ([label, operator]) => label === 'namespace' && operator.startsWith('='),
  );
  return named ? named[2].split('|').length : Infinity;
}

function pick(row: Row, names: string[]): Row {
  return Object.fromEntries(
    names.flatMap(name => (row[name] ? [[name, row[name]]] : [])),
  );
}
