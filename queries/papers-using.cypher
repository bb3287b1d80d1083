// question: Which papers name a concept, in which role, and in what words?
// param concept: concept -- name, alias or id of the concept
// example: kg query papers-using -p concept=LoRA
MATCH (p:Paper)-[e:INTRODUCES|USES|EVALUATED_ON|COMPARES_WITH|ADDRESSES]->(c)
WHERE c.id IN $concept
RETURN p.title AS paper, c.name AS concept, label(e) AS role, round(e.confidence, 2) AS confidence, e.evidence[1] AS quote
ORDER BY confidence DESC, paper, concept, role
// neo4j:
MATCH (p:Paper)-[e:INTRODUCES|USES|EVALUATED_ON|COMPARES_WITH|ADDRESSES]->(c:PaperKG)
WHERE c.id IN $concept
RETURN p.title AS paper, c.name AS concept, type(e) AS role, round(e.confidence, 2) AS confidence, e.evidence[0] AS quote
ORDER BY confidence DESC, paper, concept, role
