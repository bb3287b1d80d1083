// question: Which papers are closest to a paper, and through what?
// param paper: paper -- title or id, or the name of what it introduces
// param limit: integer = 10 -- how many
// example: kg query related-papers -p paper=FlashAttention
MATCH (a:Paper)-[e:RELATED_TO]-(b:Paper)
WHERE a.id = $paper
RETURN a.title AS paper, b.title AS related, e.score AS score, e.shared AS shared
ORDER BY score DESC, paper, related
LIMIT $limit
