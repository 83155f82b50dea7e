// Asks a SPARQL endpoint by Comunica: `node comunica.mjs ENDPOINT`, queries as a JSON list on stdin.
// Prints a JSON list with each answer: rows as {variable: value}, triples as [s, p, o], or a boolean.
import { createRequire } from 'node:module';

const { QueryEngine } = createRequire(import.meta.url)('@comunica/query-sparql');

let given = '';
for await (const chunk of process.stdin) given += chunk;

const engine = new QueryEngine();
const context = { sources: [{ type: 'sparql', value: process.argv[2] }] };
const answers = [];
for (const query of JSON.parse(given)) {
  const result = await engine.query(query, context);
  const answer = await result.execute();
  if (result.resultType === 'boolean') {
    answers.push(answer);
  } else if (result.resultType === 'quads') {
    const quads = await answer.toArray();
    answers.push(quads.map((q) => [q.subject.value, q.predicate.value, q.object.value]));
  } else {
    const rows = await answer.toArray();
    answers.push(rows.map((row) => Object.fromEntries([...row].map(([v, t]) => [v.value, t.value]))));
  }
}
process.stdout.write(JSON.stringify(answers));
