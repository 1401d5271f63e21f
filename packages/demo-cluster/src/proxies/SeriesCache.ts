/** Makes a thing once and keeps it under its key. */
export class SeriesCache {
  private readonly series = new Map<string, unknown>();

  once<T>(key: string, make: () => T): T {
    let found = this.series.get(key) as T | undefined;
    if (found === undefined) {
      found = make();
      this.series.set(key, found);
    }
    return found;
  }

  /** Drops what is kept about a pod that is gone. */
  forget(podUid: string): void {
    for (const key of this.series.keys()) {
      if (key.includes(podUid)) {
        this.series.delete(key);
      }
    }
  }
}
