export {
  createException,
  VEX_JUSTIFICATIONS,
  type ExceptionRequest,
  type ReadException,
} from './exception';
export * from './product';
export * from './releaseFacts';
