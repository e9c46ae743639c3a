import { Container } from '@backstage/ui';
import { Route, Routes, useParams } from 'react-router-dom';
import { ChooseEntity } from './ChooseEntity';
import { EntityReplays } from './EntityReplays';
import { ReplayPage } from './ReplayPage';

/** The pages below `/decision-log/replay`. */
export function ReplayRoutes() {
  return (
    <Container py="4">
      <Routes>
        <Route path="/" element={<ChooseEntity />} />
        <Route path=":kind/:namespace/:name" element={<OfEntity />} />
        <Route path=":kind/:namespace/:name/:id" element={<One />} />
      </Routes>
    </Container>
  );
}

function useEntityRef(): string {
  const { kind, namespace, name } = useParams();
  return `${kind}:${namespace}/${name}`;
}

// Keys, because each page shows one thing for as long as it lives.
function OfEntity() {
  const entityRef = useEntityRef();
  return <EntityReplays key={entityRef} entityRef={entityRef} />;
}

function One() {
  const entityRef = useEntityRef();
  const { id = '' } = useParams();
  return <ReplayPage key={id} entityRef={entityRef} id={id} />;
}
