import { Container } from '@backstage/ui';
import { Route, Routes, useParams } from 'react-router-dom';
import { DecisionPage } from '../DecisionPage';
import { FindPage } from './FindPage';

/** The pages below `/decision-log/find`. */
export function FindRoutes() {
  return (
    <Container py="4">
      <Routes>
        <Route path="/" element={<FindPage />} />
        <Route path=":id" element={<Decision />} />
      </Routes>
    </Container>
  );
}

function Decision() {
  const { id = '' } = useParams();
  // A key, because the page shows one decision for as long as it lives.
  return <DecisionPage key={id} id={id} />;
}
