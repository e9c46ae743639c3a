export { SupersessionGraph } from './SupersessionGraph';
