export { CreateTokenDialog } from './CreateTokenDialog';
