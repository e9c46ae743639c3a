import { Route, Routes, useParams } from 'react-router-dom';
import { DocumentPage } from '../DocumentPage';
import { DocumentsPage } from './DocumentsPage';

/** The pages below `/adrs/documents`. */
export function DocumentRoutes() {
  return (
    <Routes>
      <Route path="/" element={<DocumentsPage />} />
      <Route path=":kind/:namespace/:name/*" element={<Document />} />
    </Routes>
  );
}

function Document() {
  const { kind, namespace, name, '*': path = '' } = useParams();
  const entityRef = `${kind}:${namespace}/${name}`;
  // A key, because the page shows one document for as long as it lives.
  return (
    <DocumentPage
      key={`${entityRef} ${path}`}
      entityRef={entityRef}
      path={path}
    />
  );
}
