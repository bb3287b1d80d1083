// question: Which concepts of a type do most papers name?
// param type: type = Technique -- Method, Technique, Hardware, Dataset or Task
// param limit: integer = 20 -- how many
// example: kg query top-concepts -p type=hardware
MATCH (p:Paper)-[e:INTRODUCES|USES|EVALUATED_ON|COMPARES_WITH|ADDRESSES]->(c)
WHERE label(c) = $type
RETURN c.name AS concept, count(DISTINCT p.id) AS papers, c.id AS id
ORDER BY papers DESC, id
LIMIT $limit
// neo4j:
MATCH (p:Paper)-[e:INTRODUCES|USES|EVALUATED_ON|COMPARES_WITH|ADDRESSES]->(c:PaperKG)
WHERE $type IN labels(c)
RETURN c.name AS concept, count(DISTINCT p.id) AS papers, c.id AS id
ORDER BY papers DESC, id
LIMIT $limit
