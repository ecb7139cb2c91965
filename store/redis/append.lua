-- Adds records to one stream, all or none. What can be wrong is looked at before
-- the first write, because a script is not taken back when it fails.
--
-- KEYS  record, order, heads, names, touched, urn
-- ARGV  stream, version to follow, hash to follow (hex), position last seen,
--       its hash (raw), again, whether the urn is emptied, who appends, the position
--       after which nobody else may have appended (or empty), how many slips are
--       laid, then key and content of each slip, then previous hash, hash (raw), body
--       of each record; the last hash in hex comes after all of them
-- Answers {"ok", position}, {"conflict", head}, {"others"}, {"lost"}, {"damaged", problem}
local record, order, heads, names, touched, urn = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5], KEYS[6]
local stream, at, prev, seen, again = ARGV[1], tonumber(ARGV[2]), ARGV[3], ARGV[4], ARGV[6]
local writer, after = ARGV[8], ARGV[9]
local slips = tonumber(ARGV[10])
local before = 10 + 2 * slips
-- How many appends of its own one may have made meanwhile.
local most = 64
local n, last = (#ARGV - before - 1) / 3, ARGV[#ARGV]

local function field(entry, name)
	local fields = entry[2]
	for i = 1, #fields, 2 do
		if fields[i] == name then return fields[i + 1] end
	end
end

local function id(number) return '0-' .. string.format('%.0f', number) end

if seen ~= '0' then
	local entry = redis.call('XRANGE', order, '0-' .. seen, '0-' .. seen)[1]
	if not entry or field(entry, 'h') ~= ARGV[5] then return {'lost'} end
end

local head = redis.call('HGET', heads, stream) or '0 ' .. string.rep('0', 64)
local version = tonumber(string.match(head, '^%d+'))
local hash = string.match(head, ' (%x+)$')
if version ~= at or hash ~= prev then
	if again == '1' and version and version >= at + n then
		local entry = redis.call('XRANGE', record, id(at + n), id(at + n))[1]
		if entry and field(entry, 'h') == ARGV[#ARGV - 2] then
			redis.call('SET', touched, id(at + n))
			return {'ok', 0}
		end
	end
	return {'conflict', head}
end

if redis.call('XLEN', record) ~= at then
	return {'damaged', 'the stream does not hold the ' .. string.format('%.0f', at) .. ' records that its head promises'}
end
redis.call('ZCARD', names) -- fails when the key is something else
redis.call('HLEN', urn)
local position = redis.call('XLEN', order)
if position > 0 then
	local end_ = redis.call('XREVRANGE', order, '+', '-', 'COUNT', 1)[1]
	if end_[1] ~= id(position) then
		return {'damaged', 'the list of appends ends with ' .. end_[1] .. ' and has ' .. string.format('%.0f', position) .. ' entries'}
	end
end

if after ~= '' and position > tonumber(after) then
	if position - tonumber(after) > most then return {'others'} end
	for _, entry in ipairs(redis.call('XRANGE', order, id(tonumber(after) + 1), '+')) do
		if field(entry, 'w') ~= writer then return {'others'} end
	end
end

for i = 1, n do
	local first = before + 1 + 3 * (i - 1)
	-- Only the first can be refused: by a server that is full, or because the
	-- stream once had later records. Then nothing was written yet.
	local done = redis.pcall('XADD', record, id(at + i), 'p', ARGV[first], 'h', ARGV[first + 1], 'b', ARGV[first + 2])
	if type(done) == 'table' and done.err then
		if string.find(done.err, 'equal or smaller', 1, true) then
			return {'damaged', 'the stream once had later records'}
		end
		return done
	end
end
redis.call('HSET', heads, stream, string.format('%.0f', at + n) .. ' ' .. last)
if ARGV[7] == '1' then redis.call('DEL', urn) end
for i = 1, slips do redis.call('HSET', urn, ARGV[9 + 2 * i], ARGV[10 + 2 * i]) end
if at == 0 then redis.call('ZADD', names, 0, stream) end
redis.call('XADD', order, id(position + 1), 's', stream, 'v', string.format('%.0f', at + n), 'h', ARGV[#ARGV - 2], 'w', writer)
return {'ok', position + 1}
