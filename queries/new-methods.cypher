// question: Which methods and datasets do the papers introduce themselves, and which others build on them?
// param limit: integer = 50 -- how many
// example: kg query new-methods -p limit=20
MATCH (p:Paper)-[e:INTRODUCES]->(m)
WHERE label(m) = 'Method' OR label(m) = 'Dataset'
OPTIONAL MATCH (other:Paper)-[:USES|COMPARES_WITH|EVALUATED_ON]->(m)
RETURN m.name AS name, label(m) AS type, p.title AS paper, count(DISTINCT other.id) AS taken_up
ORDER BY taken_up DESC, name, paper
LIMIT $limit
// neo4j:
MATCH (p:Paper)-[e:INTRODUCES]->(m:Method|Dataset)
OPTIONAL MATCH (other:Paper)-[:USES|COMPARES_WITH|EVALUATED_ON]->(m)
RETURN m.name AS name, [l IN labels(m) WHERE l <> 'PaperKG'][0] AS type, p.title AS paper,
  count(DISTINCT other.id) AS taken_up
ORDER BY taken_up DESC, name, paper
LIMIT $limit
