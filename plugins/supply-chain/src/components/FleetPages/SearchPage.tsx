import {
  Button,
  Container,
  Flex,
  Text,
  TextField,
  ToggleButton,
  ToggleButtonGroup,
} from '@backstage/ui';
import { EmptyState } from '@companyos/plugin-companyos-react';
import { useState, type FormEvent } from 'react';
import { useSearchParams } from 'react-router-dom';
import { readSearchTerm, type SearchTerm } from '../../searchTerm';
import { AffectedTable } from './AffectedTable';
import { ArtifactResult } from './ArtifactResult';
import styles from './FleetPages.module.css';
import { UsageTable } from './UsageTable';

type Which = 'all' | 'newest';

/** Who ships a package, an artifact or a vulnerability; what is asked for stands in the address. */
export function SearchPage() {
  const [address, setAddress] = useSearchParams();
  const text = address.get('q') ?? '';
  const range = address.get('range') ?? '';
  const releases = address.get('releases') === 'all' ? 'all' : 'newest';
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
          <Result
            key={`result ${key} ${releases}`}
            term={term}
            range={range}
            releases={releases}
            onReleases={value =>
              setAddress(
                previous => {
                  previous.set('releases', value);
                  return previous;
                },
                { replace: true },
              )
            }
          />
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

function Result(props: {
  term: SearchTerm;
  range: string;
  releases: Which;
  onReleases: (releases: Which) => void;
}) {
  const { term, range, releases, onReleases } = props;
  if (term.kind === 'artifact') return <ArtifactResult digest={term.digest} />;
  return (
    <>
      <ToggleButtonGroup
        aria-label="Releases"
        selectionMode="single"
        disallowEmptySelection
        selectedKeys={[releases]}
        onSelectionChange={([key]) => onReleases(key as Which)}
      >
        <ToggleButton id="newest">Newest of each service</ToggleButton>
        <ToggleButton id="all">All releases</ToggleButton>
      </ToggleButtonGroup>
      {term.kind === 'package' ? (
        <UsageTable purl={term.purl} range={range} releases={releases} />
      ) : (
        <AffectedTable vulnerability={term.vulnerability} releases={releases} />
      )}
    </>
  );
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
