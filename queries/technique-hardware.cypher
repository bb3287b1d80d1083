// question: Which techniques are used together with which hardware?
// param limit: integer = 30 -- how many pairs
// example: kg query technique-hardware -p limit=10
MATCH (h:Hardware)<-[:USES|EVALUATED_ON|INTRODUCES]-(p:Paper)-[:USES|INTRODUCES]->(t:Technique)
RETURN t.name AS technique, h.name AS hardware, count(DISTINCT p.id) AS papers
ORDER BY papers DESC, technique, hardware
LIMIT $limit
