import { stringifyEntityRef } from '@backstage/catalog-model';
import { useEntity } from '@backstage/plugin-catalog-react';
import { useAddress } from '@companyos/plugin-companyos-react';
import { useState } from 'react';
import { spanOf } from '../../window';
import { DecisionsOverTime } from './DecisionsOverTime';
import { readQuestion } from './tabQuestion';

/** The tab of an entity: what its policies decided, over time and one by one. */
export function EntityDecisions() {
  const { entity } = useEntity();
  const address = useAddress();
  // Without a fixed end the window would be another one at each look, and nothing would ever be the same question.
  const [now, setNow] = useState(Date.now);
  const question = readQuestion(address.get, now);
  const entityRef = stringifyEntityRef(entity);
  return (
    <DecisionsOverTime
      key={[entityRef, question.window.from, question.window.to].join(' ')}
      entityRef={entityRef}
      question={question}
      span={spanOf(address.get('span'))}
      onChange={values => {
        if ('span' in values) setNow(Date.now());
        address.setAll(values);
      }}
    />
  );
}
