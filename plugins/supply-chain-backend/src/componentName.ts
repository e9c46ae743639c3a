import type { Component } from '@companyos/plugin-supply-chain-common';
import { PLAIN_NAME } from './content';

/**
 * What a component is called, from its name in the dictionary: `pkg:npm/%40acme/orders` is `@acme/orders` to people.
 */
export function toComponentName(
  name: string,
): Pick<Component, 'name' | 'purl'> {
  if (name.startsWith(PLAIN_NAME)) {
    return { name: name.slice(PLAIN_NAME.length) };
  }
  return {
    purl: name,
    name: name
      .slice(name.indexOf('/') + 1)
      .split('/')
      .map(decodeURIComponent)
      .join('/'),
  };
}
