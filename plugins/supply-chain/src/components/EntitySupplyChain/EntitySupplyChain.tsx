import { stringifyEntityRef } from '@backstage/catalog-model';
import { useEntity } from '@backstage/plugin-catalog-react';
import {
  RELEASE_PARTS,
  type ReleasePart,
} from '@companyos/plugin-supply-chain-common';
import { Route, Routes, useParams } from 'react-router-dom';
import { ReleasePage } from '../ReleasePage';
import { Releases } from './Releases';

/** The tab of an entity: its releases, and below it one of them. */
export function EntitySupplyChain() {
  const { entity } = useEntity();
  const entityRef = stringifyEntityRef(entity);
  return (
    <Routes>
      <Route
        path="/"
        element={<Releases key={entityRef} entityRef={entityRef} />}
      />
      <Route path=":digest" element={<Release entityRef={entityRef} />} />
      <Route path=":digest/:part" element={<Release entityRef={entityRef} />} />
    </Routes>
  );
}

function Release({ entityRef }: { entityRef: string }) {
  const { digest = '', part } = useParams();
  return (
    <ReleasePage
      // A key, because the page shows one release for as long as it lives.
      key={`${entityRef} ${digest}`}
      entityRef={entityRef}
      digest={digest}
      part={isPart(part) ? part : 'overview'}
    />
  );
}

function isPart(part: string | undefined): part is ReleasePart {
  return RELEASE_PARTS.some(known => known === part);
}
