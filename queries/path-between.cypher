// question: How are two papers or concepts connected, over at most four steps?
// param a: node -- name, alias, title or id of one end
// param b: node -- name, alias, title or id of the other
// example: kg query path-between -p a=LoRA -p "b=KV cache"
MATCH path = (a)-[* ALL SHORTEST 1..4]-(b)
WHERE a.id = $a AND b.id = $b AND a.id <> b.id
WITH path, list_to_string('|', properties(nodes(path), 'id')) AS ids,
  list_to_string('|', list_transform(rels(path), e -> label(e))) AS types
RETURN path
ORDER BY ids, types
LIMIT 5
// neo4j:
MATCH (a:PaperKG {id: $a}), (b:PaperKG {id: $b})
WHERE a <> b
MATCH path = allShortestPaths((a)-[*1..4]-(b))
WHERE all(n IN nodes(path) WHERE n:PaperKG)
RETURN path
ORDER BY reduce(ids = '', n IN nodes(path) | ids + '|' + n.id),
  reduce(types = '', e IN relationships(path) | types + '|' + type(e))
LIMIT 5
