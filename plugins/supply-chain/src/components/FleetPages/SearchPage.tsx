import { Button, Container, Flex, Text, TextField } from '@backstage/ui';
import { EmptyState } from '@companyos/plugin-companyos-react';
import { useState, type FormEvent } from 'react';
import { useSearchParams } from 'react-router-dom';
import styles from './FleetPages.module.css';
import { UsageTable } from './UsageTable';

/** Who ships a package; what is asked for stands in the address. */
export function SearchPage() {
  const [address, setAddress] = useSearchParams();
  const purl = address.get('purl') ?? '';
  const range = address.get('range') ?? '';
  return (
    <Container py="4">
      <Flex direction="column" gap="4">
        <SearchForm
          // What somebody typed gives way to what a link asks for.
          key={`${purl} ${range}`}
          purl={purl}
          range={range}
          onSearch={query => setAddress(query)}
        />
        {purl ? (
          <UsageTable key={`${purl} ${range}`} purl={purl} range={range} />
        ) : (
          <EmptyState
            title="Which services ship it?"
            description="Give a package URL such as pkg:npm/lodash, and a range such as <4.17.21 where only some versions matter. Every verified bill of materials is searched."
          />
        )}
      </Flex>
    </Container>
  );
}

function SearchForm(props: {
  purl: string;
  range: string;
  onSearch: (query: Record<string, string>) => void;
}) {
  const { onSearch } = props;
  const [purl, setPurl] = useState(props.purl);
  const [range, setRange] = useState(props.range);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onSearch({
      ...(purl.trim() && { purl: purl.trim() }),
      ...(range.trim() && { range: range.trim() }),
    });
  };
  return (
    <form
      onSubmit={submit}
      role="search"
      aria-label="Releases that ship a package"
    >
      <Flex gap="3" align="end" className={styles.tools}>
        <TextField
          label="Package"
          placeholder="pkg:npm/lodash"
          className={styles.search}
          size="small"
          value={purl}
          onChange={setPurl}
        />
        <TextField
          label="Versions"
          placeholder="<4.17.21"
          className={styles.range}
          size="small"
          value={range}
          onChange={setRange}
        />
        <Button type="submit" size="small">
          Search
        </Button>
      </Flex>
      <Text variant="body-small" color="secondary">
        Ranges are written as npm writes them; without one, every version is
        listed.
      </Text>
    </form>
  );
}
