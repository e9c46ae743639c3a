/** Where the gate can be asked about: the environments of `policies/release`, the strictest first. */
export const ENVIRONMENTS = ['production', 'staging', 'development'];
