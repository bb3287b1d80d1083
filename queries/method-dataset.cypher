// question: Which methods do papers name together with a dataset, and in which role?
// param dataset: Dataset = ImageNet -- name, alias or id of the dataset
// example: kg query method-dataset -p dataset=GLUE
MATCH (d:Dataset)<-[:EVALUATED_ON|USES|INTRODUCES]-(p:Paper)-[e:INTRODUCES|USES|COMPARES_WITH]->(m:Method)
WHERE d.id IN $dataset
RETURN m.name AS method, label(e) AS role, count(DISTINCT p.id) AS papers
ORDER BY papers DESC, method, role
// neo4j:
MATCH (d:Dataset)<-[:EVALUATED_ON|USES|INTRODUCES]-(p:Paper), (p)-[e:INTRODUCES|USES|COMPARES_WITH]->(m:Method)
WHERE d.id IN $dataset
RETURN m.name AS method, type(e) AS role, count(DISTINCT p.id) AS papers
ORDER BY papers DESC, method, role
