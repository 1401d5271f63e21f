export * from './Authorization';
export * from './HiddenIds';
export * from './hideTopology';
export * from './MeshAuthorization';
export * from './PathMask';
export * from './redactTapEvent';
export * from './viewerName';
