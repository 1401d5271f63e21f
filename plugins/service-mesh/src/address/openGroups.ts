import { readTexts, textsParameter } from './textSet';

/** Stands for none: an absent parameter means that nobody chose yet. */
const NONE = '-';

/** The parameter for the keys of open groups. */
export function openGroupsParameter(keys: ReadonlySet<string>): string {
  return textsParameter(keys) ?? NONE;
}

/** The keys of the groups that a person opened; undefined where nobody chose yet. */
export function readOpenGroups(
  text: string | undefined,
): ReadonlySet<string> | undefined {
  if (text === undefined) {
    return undefined;
  }
  return new Set(text === NONE ? [] : readTexts(text));
}
