import { readFile } from 'node:fs/promises';

/** A query that reached Prometheus. */
export interface LoggedQuery {
  query: string;
  /** When it was asked about, in ISO 8601. */
  time: string;
}

/** Of Prometheus' query log, one per line. */
interface LogLine {
  params: { query: string; start: string };
  httpRequest?: { path: string };
}

/** What reaches Prometheus by HTTP, by its own query log: a query is in it before its answer leaves. */
export class QueryLog {
  constructor(private readonly file: string) {}

  /** What reaches it while `run` runs. */
  async during(run: () => Promise<void>): Promise<LoggedQuery[]> {
    const before = (await this.read()).length;
    await run();
    return (await this.read()).slice(before);
  }

  private async read(): Promise<LoggedQuery[]> {
    const text = await readFile(this.file, 'utf8');
    return text
      .split('\n')
      .filter(line => line !== '')
      .map((line): LogLine => JSON.parse(line))
      .filter(({ httpRequest }) => httpRequest)
      .map(({ params }) => ({ query: params.query, time: params.start }));
  }
}

/** Whether it is one of the expensive ones, for quantiles. */
export function asksBuckets({ query }: LoggedQuery): boolean {
  return query.includes('response_latency_ms_bucket');
}
