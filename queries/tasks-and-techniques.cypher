// question: With which techniques is a task worked on?
// param task: Task = LLM inference -- name, alias or id of the task
// param limit: integer = 25 -- how many
// example: kg query tasks-and-techniques -p "task=image classification"
MATCH (k:Task)<-[:ADDRESSES]-(p:Paper)-[:USES|INTRODUCES]->(t:Technique)
WHERE k.id IN $task
RETURN t.name AS technique, count(DISTINCT p.id) AS papers
ORDER BY papers DESC, technique
LIMIT $limit
