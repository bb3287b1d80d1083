// question: Which concepts are named together with a concept most often?
// param concept: concept -- name, alias or id of the concept
// param limit: integer = 25 -- how many
// example: kg query often-together -p "concept=KV cache"
MATCH (c)<-[:INTRODUCES|USES|EVALUATED_ON|COMPARES_WITH|ADDRESSES]-(p:Paper)
WHERE c.id IN $concept
MATCH (p)-[:INTRODUCES|USES|EVALUATED_ON|COMPARES_WITH|ADDRESSES]->(o)
WHERE NOT o.id IN $concept
RETURN o.name AS concept, label(o) AS type, count(DISTINCT p.id) AS papers
ORDER BY papers DESC, concept
LIMIT $limit
// neo4j:
MATCH (c:PaperKG)<-[:INTRODUCES|USES|EVALUATED_ON|COMPARES_WITH|ADDRESSES]-(p:Paper)
WHERE c.id IN $concept
MATCH (p)-[:INTRODUCES|USES|EVALUATED_ON|COMPARES_WITH|ADDRESSES]->(o)
WHERE NOT o.id IN $concept
RETURN o.name AS concept, [l IN labels(o) WHERE l <> 'PaperKG'][0] AS type, count(DISTINCT p.id) AS papers
ORDER BY papers DESC, concept
LIMIT $limit
