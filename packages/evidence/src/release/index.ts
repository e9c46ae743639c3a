export {
  createException,
  readExceptions,
  VEX_JUSTIFICATIONS,
  type ExceptionRequest,
  type ReadException,
} from './exception';
export * from './product';
export * from './releaseFacts';
