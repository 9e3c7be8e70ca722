-- One request sent over and over, and a report that a program can read.
-- wrk -s load.lua URL -- PIPELINED METHOD BODY_FILE [NAME VALUE]...

function init(args)
   wrk.method = args[2]
   local file = assert(io.open(args[3], "rb"))
   local body = file:read("*a")
   file:close()
   if #body > 0 then wrk.body = body end
   for index = 4, #args, 2 do
      wrk.headers[args[index]] = args[index + 1]
   end
   -- wrk counts what one string holds, and waits for as many answers.
   local together = string.rep(wrk.format(), tonumber(args[1]))
   request = function() return together end
end

function done(summary, latency, requests)
   local errors = summary.errors
   io.write(string.format(
      'REPORT {"requests": %d, "microseconds": %d, "p50": %d, "p99": %d, "status_errors": %d, "socket_errors": %d}\n',
      summary.requests, summary.duration, latency:percentile(50), latency:percentile(99), errors.status,
      errors.connect + errors.read + errors.write + errors.timeout
   ))
end
