import { PrometheusAnswer, PrometheusError } from './decodeAnswer';
import { buildSelector, Dialect, quote } from './promql';
import { intervalFromConfig, intervalFromSpacing } from './scrapeInterval';

/**
 * What must be known of a Prometheus before its numbers can be believed.
 *
 * @internal
 */
export interface Survey {
  /** Seconds between two scrapes of a proxy; undefined where it could not be learned. */
  intervalSeconds?: number;
  /** How far its clock is ahead of ours. */
  clockOffsetMs: number;
  /** So much later it shows what it scraped: asked about a younger moment, it tells what was before. */
  lagMs: number;
  /** How many proxies it knows. */
  proxies: number;
}

/** @internal */
export interface SurveyOptions {
  ask(promql: string): Promise<PrometheusAnswer>;
  /** The configuration, as YAML; may be refused. */
  config(): Promise<string | undefined>;
  presenceMetric?: string;
  dialect: Dialect;
  now(): number;
}

const KEEP_MS = 5 * 60_000;

/** Clocks that differ by less are called the same: the question takes its time too. */
const CLOCK_TOLERANCE_MS = 2_000;

/**
 * Surveys a Prometheus now and then: its clock, how often it scrapes, and that it knows every proxy only once.
 *
 * @internal
 */
export class PrometheusSurvey {
  private last?: { at: number; survey: Survey };
  private flight?: Promise<Survey>;

  constructor(private readonly options: SurveyOptions) {}

  /** The newest survey, however old. */
  known(): Survey | undefined {
    return this.last?.survey;
  }

  /**
   * Many wait for the same survey: it goes on, though one of them goes away.
   *
   * @throws PrometheusError with the reason why its numbers can not be used
   */
  async get(): Promise<Survey> {
    if (this.last && this.options.now() - this.last.at < KEEP_MS) {
      return this.last.survey;
    }
    this.flight ??= this.take().finally(() => {
      this.flight = undefined;
    });
    return this.flight;
  }

  private async take(): Promise<Survey> {
    const { ask, now, presenceMetric } = this.options;
    const sentAt = now();
    const [clock] = (await ask('time()')).samples;
    // What an answer is stamped with is the moment that was asked about, and what it holds the moment that it is about.
    const offset = clock ? clock.at * 1000 - (sentAt + now()) / 2 : 0;
    const lag = clock ? (clock.at - clock.value) * 1000 : 0;
    const survey: Survey = {
      clockOffsetMs: Math.abs(offset) > CLOCK_TOLERANCE_MS ? offset : 0,
      lagMs: lag > CLOCK_TOLERANCE_MS ? Math.ceil(lag) : 0,
      proxies: 0,
    };
    if (presenceMetric) {
      survey.proxies = await this.count(presenceMetric);
      await this.refuseDuplicates(presenceMetric);
      survey.intervalSeconds = await this.interval(presenceMetric);
    }
    this.last = { at: now(), survey };
    return survey;
  }

  private async count(metric: string): Promise<number> {
    const { ask, dialect } = this.options;
    const answer = await ask(`count(${buildSelector(metric, [], dialect)})`);
    return answer.samples[0]?.value ?? 0;
  }

  /** One Prometheus for many clusters tells them apart by a label: without it, all would be added up. */
  private async refuseDuplicates(metric: string): Promise<void> {
    const { ask, dialect } = this.options;
    const { namespace = 'namespace', pod = 'pod' } = dialect.labels;
    const selector = buildSelector(metric, [], dialect);
    const twice = await ask(
      `topk(1, count by (${namespace}, ${pod}) (${selector}) > 1)`,
    );
    const [found] = twice.samples;
    if (!found) {
      return;
    }
    this.requireLabels(found.labels);
    const rows = await ask(
      buildSelector(
        metric,
        [
          { label: 'namespace', op: '=', value: found.labels[namespace] ?? '' },
          { label: 'pod', op: '=', value: found.labels[pod] ?? '' },
        ],
        dialect,
      ),
    );
    const label = differingLabel(rows.samples.map(row => row.labels));
    const values = rows.samples.map(row => row.labels[label] ?? '');
    throw new PrometheusError(
      'bad-query',
      `Pod ${found.labels[namespace]}/${
        found.labels[pod]
      } arrives there more than once, with ${values
        .map(value => `${label}=${quote(value)}`)
        .join(
          ' and ',
        )}: set matchers that choose one (serviceMesh.clusters[].metrics.prometheus.matchers)`,
    );
  }

  /** Whose numbers they are must be known. */
  private requireLabels(row: Readonly<Record<string, string>>): void {
    const { namespace = 'namespace', pod = 'pod' } =
      this.options.dialect.labels;
    if (!row[namespace] || !row[pod]) {
      throw new PrometheusError(
        'bad-query',
        `Its series of the proxies have no labels ${quote(
          namespace,
        )} and ${quote(
          pod,
        )}: add them in its scrape configuration, or say what they are called there (serviceMesh.clusters[].metrics.prometheus.labels)`,
      );
    }
  }

  private async interval(metric: string): Promise<number | undefined> {
    const { ask, config, dialect } = this.options;
    const selector = buildSelector(metric, [], dialect);
    const [one] = (await ask(`topk(1, ${selector})`)).samples;
    if (!one) {
      return undefined;
    }
    this.requireLabels(one.labels);
    const fromConfig = await config()
      .then(yaml => yaml && intervalFromConfig(yaml, one.labels.job))
      // Hosted servers often have no such thing, and some answer anything at all.
      .catch(() => undefined);
    if (fromConfig) {
      return fromConfig;
    }
    const { namespace = 'namespace', pod = 'pod' } = dialect.labels;
    const samples = await ask(
      `${buildSelector(
        metric,
        [
          { label: 'namespace', op: '=', value: one.labels[namespace] ?? '' },
          { label: 'pod', op: '=', value: one.labels[pod] ?? '' },
        ],
        dialect,
      )}[10m]`,
    );
    return intervalFromSpacing(
      (samples.series[0]?.points ?? []).map(({ at }) => at),
    );
  }
}

/** Labels that differ between two series of one pod; the most telling first. */
const TELLING = [
  'cluster',
  'k8s_cluster',
  'cluster_name',
  'prometheus_replica',
  'replica',
  'job',
];

function differingLabel(rows: readonly Record<string, string>[]): string {
  const labels = [...new Set(rows.flatMap(row => Object.keys(row)))].filter(
    label => new Set(rows.map(row => row[label])).size > 1,
  );
  return TELLING.find(label => labels.includes(label)) ?? labels[0] ?? 'job';
}
