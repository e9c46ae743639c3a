export { Vulnerabilities } from './Vulnerabilities';
