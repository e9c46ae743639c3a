export { RevokeTokenDialog } from './RevokeTokenDialog';
