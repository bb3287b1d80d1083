// question: Which papers name a concept, in which role, and in what words?
// param concept: string -- name or id of the concept
// example: kg query papers-using -p concept=LoRA
MATCH (p:Paper)-[e:INTRODUCES|USES|EVALUATED_ON|COMPARES_WITH|ADDRESSES]->(c)
WHERE c.id = $concept OR lower(c.name) = lower($concept) OR list_contains(c.aliases, $concept)
RETURN p.title AS paper, label(e) AS role, round(e.confidence, 2) AS confidence, e.evidence[1] AS quote
ORDER BY confidence DESC, paper
// neo4j:
MATCH (p:Paper)-[e:INTRODUCES|USES|EVALUATED_ON|COMPARES_WITH|ADDRESSES]->(c:PaperKG)
WHERE c.id = $concept OR toLower(c.name) = toLower($concept) OR $concept IN c.aliases
RETURN p.title AS paper, type(e) AS role, round(e.confidence, 2) AS confidence, e.evidence[0] AS quote
ORDER BY confidence DESC, paper
