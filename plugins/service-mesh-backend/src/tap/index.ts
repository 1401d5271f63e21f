export { sendServerSentEvents } from './serverSentEvents';
export { TapHub } from './TapHub';
export type { TapJoin } from './TapHub';
export { TapViewer } from './TapViewer';
export type { PresentEvent } from './TapViewer';
export type { TappableMesh } from './TapUpstream';
export { isWebSocketUpgrade, routeUpgrades, TapSockets } from './webSocket';
