import {
  urlReaderFactoriesServiceRef,
  type ReaderFactory,
} from '@backstage/backend-defaults/urlReader';
import { createServiceFactory } from '@backstage/backend-plugin-api';
import { readLocalGitConfig } from './config';
import { LocalGitUrlReader } from './LocalGitUrlReader';

const readerFactory: ReaderFactory = ({ config, treeResponseFactory }) => {
  const localGit = readLocalGitConfig(config);
  if (localGit.disabled) return [];
  const reader = new LocalGitUrlReader(localGit, treeResponseFactory);
  return [{ reader, predicate: url => reader.handles(url) }];
};

/**
 * Lets every plugin read the files of the local Git host by their URLs, as it reads those of other hosts.
 * Without effect where the host is off.
 *
 * @public
 */
export const localGitUrlReaderServiceFactory = createServiceFactory({
  service: urlReaderFactoriesServiceRef,
  deps: {},
  factory: () => readerFactory,
});
