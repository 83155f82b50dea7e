"""One scorer per set of marked texts: `measure(reader, corpora)` gives its figures by name."""
