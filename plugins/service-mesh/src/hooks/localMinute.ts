/** A moment as an input of the browser writes it: in the person's own time zone, without seconds. */
export function localMinute(time: number): string {
  const offset = new Date(time).getTimezoneOffset() * 60_000;
  return new Date(time - offset).toISOString().slice(0, 16);
}
