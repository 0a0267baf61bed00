* | select "name" as "name", count(1) as "spans" from (select "service" as "name" from log) where "name" <> '' group by 1 order by 2 desc, 1 limit 1001
