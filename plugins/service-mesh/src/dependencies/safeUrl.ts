/** An address that may be linked to: catalogs hold what somebody wrote into a file. */
export function safeUrl(text: string | undefined): string | undefined {
  try {
    const url = new URL(text ?? '');
    return url.protocol === 'https:' || url.protocol === 'http:'
      ? url.href
      : undefined;
  } catch {
    return undefined;
  }
}
