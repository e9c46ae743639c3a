import { Route, Routes, useParams } from 'react-router-dom';
import { PushPage } from './PushPage';
import { RepositoriesPage } from './RepositoriesPage';
import { RepositoryPage } from './RepositoryPage';
import { SourcePage } from './SourcePage';

/** The pages below `/repositories`. */
export function Router() {
  return (
    <Routes>
      <Route path="/" element={<RepositoriesPage />} />
      <Route path=":name" element={<Repository />} />
      <Route path=":name/tree/:ref/*" element={<Source kind="tree" />} />
      <Route path=":name/blob/:ref/*" element={<Source kind="blob" />} />
      <Route path=":name/pushes/:id" element={<Push />} />
    </Routes>
  );
}

// Keys, because each of these shows one thing for as long as it lives.
function Repository() {
  const { name = '' } = useParams();
  return <RepositoryPage key={name} name={name} />;
}

function Source({ kind }: { kind: 'blob' | 'tree' }) {
  const { name = '', ref = '', '*': path = '' } = useParams();
  const location = { name, ref, path };
  return (
    <SourcePage
      key={[kind, name, ref, path].join('\n')}
      kind={kind}
      location={location}
    />
  );
}

function Push() {
  const { name = '', id = '' } = useParams();
  return <PushPage key={id} name={name} id={id} />;
}
