/** An entity that another one belongs to. */
export interface NamedEntity {
  /** `system:default/video-catalog`. */
  ref: string;
  name: string;
  /** What people call it: its title or display name, or else its name. */
  title: string;
}

/** What the mesh screens tell of a catalog entity. */
export interface EntityFacts extends NamedEntity {
  kind: string;
  type?: string;
  lifecycle?: string;
  owner?: NamedEntity;
  system?: NamedEntity;
  domain?: NamedEntity;
}

/** Facts by entity reference; entities that the viewer may not read, or that are not loaded yet, are not in it. */
export type EntityFactsByRef = ReadonlyMap<string, EntityFacts>;
