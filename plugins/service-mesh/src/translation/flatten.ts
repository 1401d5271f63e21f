/** Messages as people write them: in groups. */
export interface MessageGroup {
  readonly [name: string]: string | MessageGroup;
}

/** Messages as the translation system knows them: by their names, with dots between the groups. */
export function flatten(
  group: MessageGroup,
  prefix = '',
): Record<string, string> {
  const flat: Record<string, string> = {};
  for (const [name, value] of Object.entries(group)) {
    if (typeof value === 'string') {
      flat[prefix + name] = value;
    } else {
      Object.assign(flat, flatten(value, `${prefix}${name}.`));
    }
  }
  return flat;
}
