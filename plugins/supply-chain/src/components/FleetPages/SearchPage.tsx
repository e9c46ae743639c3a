import { Button, Container, Flex, Text, TextField } from '@backstage/ui';
import { EmptyState } from '@companyos/plugin-companyos-react';
import { useState, type FormEvent } from 'react';
import { useSearchParams } from 'react-router-dom';
import { readSearchTerm, type SearchTerm } from '../../searchTerm';
import { AffectedTable } from './AffectedTable';
import { ArtifactResult } from './ArtifactResult';
import styles from './FleetPages.module.css';
import { UsageTable } from './UsageTable';

/** Who ships a package, an artifact or a vulnerability; what is asked for stands in the address. */
export function SearchPage() {
  const [address, setAddress] = useSearchParams();
  const text = address.get('q') ?? '';
  const range = address.get('range') ?? '';
  const term = readSearchTerm(text);
  // What somebody typed gives way to what a link asks for, and a result is that of one question.
  const key = `${text}\n${range}`;
  return (
    <Container py="4">
      <Flex direction="column" gap="4">
        <SearchForm
          key={key}
          text={text}
          range={range}
          onSearch={query => setAddress(query)}
        />
        {term ? (
          <Result key={`result ${key}`} term={term} range={range} />
        ) : (
          <EmptyState
            title="Which services ship it?"
            description={
              <>
                A package such as <code>pkg:npm/lodash</code>, with versions
                such as <code>&lt;4.17.21</code> where only some matter; a
                vulnerability such as <code>CVE-2021-23337</code>; or the digest
                of an artifact. Verified evidence alone is searched.
              </>
            }
          />
        )}
      </Flex>
    </Container>
  );
}

function Result({ term, range }: { term: SearchTerm; range: string }) {
  switch (term.kind) {
    case 'package':
      return <UsageTable purl={term.purl} range={range} />;
    case 'artifact':
      return <ArtifactResult digest={term.digest} />;
    default:
      return <AffectedTable vulnerability={term.vulnerability} />;
  }
}

function SearchForm(props: {
  text: string;
  range: string;
  onSearch: (query: Record<string, string>) => void;
}) {
  const { onSearch } = props;
  const [text, setText] = useState(props.text);
  const [range, setRange] = useState(props.range);
  const ofPackage = readSearchTerm(text)?.kind === 'package';
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onSearch({
      ...(text.trim() && { q: text.trim() }),
      ...(ofPackage && range.trim() && { range: range.trim() }),
    });
  };
  return (
    <form onSubmit={submit} role="search" aria-label="Search all releases">
      <Flex gap="3" align="end" className={styles.tools}>
        <TextField
          label="Package, vulnerability or digest"
          placeholder="pkg:npm/lodash"
          className={styles.search}
          size="small"
          value={text}
          onChange={setText}
        />
        <TextField
          label="Versions"
          placeholder="<4.17.21"
          className={styles.range}
          size="small"
          isDisabled={!ofPackage}
          value={range}
          onChange={setRange}
        />
        <Button type="submit" size="small">
          Search
        </Button>
      </Flex>
      <Text variant="body-small" color="secondary">
        Versions are those of a package, written as npm writes ranges; without
        them every version is listed.
      </Text>
    </form>
  );
}
