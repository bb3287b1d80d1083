// question: How are two papers or concepts connected, over at most four steps?
// param a: string -- id of one end
// param b: string -- id of the other
// example: kg query path-between -p a=method:lora -p b=technique:quantization
MATCH path = (a)-[* SHORTEST 1..4]-(b)
WHERE a.id = $a AND b.id = $b
RETURN path
LIMIT 5
