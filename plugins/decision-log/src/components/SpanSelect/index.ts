export { SpanSelect } from './SpanSelect';
