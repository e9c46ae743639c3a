declare module 'ajv-formats-draft2019' {
  import type Ajv from 'ajv';

  /** Adds formats that `ajv-formats` does not have. */
  export default function addFormats(
    ajv: Ajv,
    options: { formats: string[] },
  ): Ajv;
}
