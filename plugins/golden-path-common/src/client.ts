import {
  callJson,
  type CallOptions,
  type ClientOptions,
} from '@companyos/plugin-companyos-common';
import {
  platformSchema,
  previewSchema,
  type CreatePreviewBody,
  type Platform,
  type Preview,
} from './schema';

/**
 * The REST API of the golden path. One class for browser, backend and CLI.
 *
 * @public
 */
export class GoldenPathClient {
  readonly #options: ClientOptions;

  constructor(options: ClientOptions) {
    this.#options = options;
  }

  /** What the platform gives to new services. */
  getPlatform(options?: CallOptions): Promise<Platform> {
    return callJson(this.#options, {
      path: '/v1/platform',
      schema: platformSchema,
      ...options,
    });
  }

  /**
   * Renders a service without making it.
   *
   * @throws ResponseError with status 400 that names every bad value.
   */
  createPreview(
    body: CreatePreviewBody,
    options?: CallOptions,
  ): Promise<Preview> {
    return callJson(this.#options, {
      method: 'POST',
      path: '/v1/previews',
      body,
      schema: previewSchema,
      ...options,
    });
  }
}
