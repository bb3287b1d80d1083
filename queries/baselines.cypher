// question: Against which methods do papers compare themselves most?
// param limit: integer = 20 -- how many
// example: kg query baselines
MATCH (p:Paper)-[:COMPARES_WITH]->(m:Method)
RETURN m.name AS method, count(DISTINCT p.id) AS papers
ORDER BY papers DESC, method
LIMIT $limit
