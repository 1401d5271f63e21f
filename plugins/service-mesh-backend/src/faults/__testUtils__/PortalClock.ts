/**
 * The portal's clock, which can be set ahead: hours pass at once. Timers and the clusters' own clocks go on as ever. To be made before
 * the portal is started.
 */
export class PortalClock {
  private aheadMs = 0;
  private readonly spy: jest.SpyInstance<number, []>;

  constructor() {
    const now = Date.now;
    this.spy = jest
      .spyOn(Date, 'now')
      .mockImplementation(() => now.call(Date) + this.aheadMs);
  }

  pass(seconds: number): void {
    this.aheadMs += seconds * 1000;
  }

  restore(): void {
    this.spy.mockRestore();
  }
}
