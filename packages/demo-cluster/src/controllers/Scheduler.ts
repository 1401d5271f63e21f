/** Pods go to the nodes in turn. */
export class Scheduler {
  private next = 0;

  constructor(readonly nodes: readonly string[]) {}

  pick(): string {
    return this.nodes[this.next++ % this.nodes.length];
  }
}
