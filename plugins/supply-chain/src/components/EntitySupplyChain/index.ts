export { EntitySupplyChain } from './EntitySupplyChain';
