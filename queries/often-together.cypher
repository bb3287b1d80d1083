// question: Which concepts are named together with a concept most often?
// param concept: string -- name or id of the concept
// param limit: integer = 25 -- how many
// example: kg query often-together -p "concept=KV cache"
MATCH (c)<-[:INTRODUCES|USES|EVALUATED_ON|COMPARES_WITH|ADDRESSES]-(p:Paper)
WHERE c.id = $concept OR lower(c.name) = lower($concept)
MATCH (p)-[:INTRODUCES|USES|EVALUATED_ON|COMPARES_WITH|ADDRESSES]->(o)
WHERE o.id <> c.id
RETURN o.name AS concept, label(o) AS type, count(DISTINCT p.id) AS papers
ORDER BY papers DESC, concept
LIMIT $limit
// neo4j:
MATCH (c:PaperKG)<-[:INTRODUCES|USES|EVALUATED_ON|COMPARES_WITH|ADDRESSES]-(p:Paper)
WHERE c.id = $concept OR toLower(c.name) = toLower($concept)
MATCH (p)-[:INTRODUCES|USES|EVALUATED_ON|COMPARES_WITH|ADDRESSES]->(o)
WHERE o.id <> c.id
RETURN o.name AS concept, [l IN labels(o) WHERE l <> 'PaperKG'][0] AS type, count(DISTINCT p.id) AS papers
ORDER BY papers DESC, concept
LIMIT $limit
