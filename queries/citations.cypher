// question: Which papers cite which, and how is that known?
// param limit: integer = 100 -- how many
// example: kg query citations
MATCH (a:Paper)-[e:CITES]->(b:Paper)
RETURN a.title AS citing, b.title AS cited, e.via AS via, list_concat(e.evidence, [''])[1] AS quote
ORDER BY citing, cited
LIMIT $limit
// neo4j:
MATCH (a:Paper)-[e:CITES]->(b:Paper)
RETURN a.title AS citing, b.title AS cited, e.via AS via, coalesce(e.evidence[0], '') AS quote
ORDER BY citing, cited
LIMIT $limit
