export { createGatewayService } from './createGatewayService';
export type { GatewayService } from './GatewayService';
