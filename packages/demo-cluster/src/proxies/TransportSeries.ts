import type { LabelText, MetricsRegistry, Sample } from './MetricsRegistry';

/** The connections of one peer, in one direction. */
export class TransportSeries {
  private readonly opened: Sample;
  private readonly open: Sample;
  private readonly read: Sample;
  private readonly written: Sample;
  private readonly closed: Sample;

  constructor(registry: MetricsRegistry, labels: LabelText) {
    this.opened = registry.sample('tcp_open_total', labels);
    this.open = registry.sample('tcp_open_connections', labels);
    this.read = registry.sample('tcp_read_bytes_total', labels);
    this.written = registry.sample('tcp_write_bytes_total', labels);
    this.closed = registry.sample('tcp_close_total', `${labels},errno=""`);
  }

  connect(now: number): void {
    this.opened.add(1, now);
    this.open.add(1, now);
    this.read.add(0, now);
    this.written.add(0, now);
  }

  transfer(readBytes: number, writtenBytes: number, now: number): void {
    this.read.add(readBytes, now);
    this.written.add(writtenBytes, now);
  }

  disconnect(now: number): void {
    this.open.add(-1, now);
    this.closed.add(1, now);
  }
}
