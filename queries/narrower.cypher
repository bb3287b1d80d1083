// question: What kinds of a concept are there, and how many papers name each?
// param concept: concept -- name, alias or id of the broader concept
// example: kg query narrower -p concept=quantization
MATCH (n)-[:BROADER*1..4]->(c)
WHERE c.id IN $concept
RETURN DISTINCT n.name AS narrower, label(n) AS type, n.papers AS papers
ORDER BY papers DESC, narrower
// neo4j:
MATCH (n:PaperKG)-[:BROADER*1..4]->(c:PaperKG)
WHERE c.id IN $concept
RETURN DISTINCT n.name AS narrower, [l IN labels(n) WHERE l <> 'PaperKG'][0] AS type, n.papers AS papers
ORDER BY papers DESC, narrower
